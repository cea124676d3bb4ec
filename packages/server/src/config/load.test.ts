/** The configuration: three sources, one order, and every mistake said with key, source, reason and cure. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ConfigError, type ConfigProblem } from './config-error.ts'
import { atPort, loadConfig, type Config, type Sources } from './load.ts'

let workingDirectory = ''
beforeEach(async () => {
  workingDirectory = await mkdtemp(join(tmpdir(), 'gatehouse-config-'))
})
afterEach(() => rm(workingDirectory, { recursive: true }))

const load = (sources: Partial<Sources> = {}): Config => loadConfig({ environment: {}, workingDirectory, ...sources })
const fromFile = async (text: string, sources: Partial<Sources> = {}): Promise<Config> => {
  await writeFile(join(workingDirectory, 'gatehouse.yaml'), text)
  return load(sources)
}
const problemsOf = async (work: () => Config | Promise<Config>): Promise<readonly ConfigProblem[]> => {
  try {
    await work()
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
  throw new Error('it was taken')
}

describe('the configuration', () => {
  it('is complete without a word', () => {
    expect(load({ environment: { XDG_DATA_HOME: '/data' } })).toMatchObject({
      port: 4646,
      host: 'localhost',
      publicUrl: 'http://localhost:4646',
      dataDir: '/data/gatehouse',
      registration: 'open',
      lifetimes: { code: 60, refreshIdle: 30 * 86_400 },
      servers: [],
    })
  })

  it('takes flags before variables before the file', async () => {
    const text = 'port: 1\nhost: 127.0.0.1\nbrand:\n  name: Acme\n'
    const config = await fromFile(text, {
      environment: { GATEHOUSE_PORT: '2', GATEHOUSE_HOST: '::1' },
      flags: { port: '3' },
    })
    expect(config).toMatchObject({ port: 3, host: '::1', brand: { name: 'Acme' }, publicUrl: 'http://localhost:3' })
  })

  it('reads JSON, and the file that --config or GATEHOUSE_CONFIG names', async () => {
    await writeFile(join(workingDirectory, 'a.json'), '{"port": 7, "lifetimes": {"code": "2m"}}')
    await writeFile(join(workingDirectory, 'b.yaml'), 'port: 8')
    expect(load({ environment: { GATEHOUSE_CONFIG: 'a.json' } })).toMatchObject({ port: 7, lifetimes: { code: 120 } })
    expect(load({ environment: { GATEHOUSE_CONFIG: 'a.json' }, file: 'b.yaml' }).port).toBe(8)
  })

  it('takes PORT, and its own variable before it', () => {
    expect(load({ environment: { PORT: '5' } }).port).toBe(5)
    expect(load({ environment: { PORT: '5', GATEHOUSE_PORT: '6' } }).port).toBe(6)
  })

  it('reads lists from variables by commas, structures as YAML or JSON', () => {
    const server = { name: 'notes', url: 'https://n.example/mcp', scopes: [{ name: 'r', description: 'Read' }] }
    const config = load({
      environment: { GATEHOUSE_TRUSTED_PROXIES: '10.0.0.0/8, ::1', GATEHOUSE_SERVERS: JSON.stringify([server]) },
    })
    expect(config.trustedProxies).toEqual(['10.0.0.0/8', '::1'])
    expect(config.servers).toMatchObject([{ name: 'notes', listed: true, scopes: [{ implies: [] }] }])
  })

  it('takes paths in a file relative to the file, others relative to where the command runs', async () => {
    expect((await fromFile('dataDir: data')).dataDir).toBe(join(workingDirectory, 'data'))
    expect(load({ flags: { dataDir: '../x' } }).dataDir).toBe(join(workingDirectory, '../x'))
  })

  it('cannot be changed after it was read', () => {
    const { lifetimes } = load()
    expect(() => Object.assign(lifetimes, { code: 1 })).toThrow(/read only/)
  })

  it('follows the port that the system chose, and only when the URL was not said', () => {
    expect(atPort(load({ flags: { port: '0' } }), 5123)).toMatchObject({
      port: 5123,
      publicUrl: 'http://localhost:5123',
    })
    const said = load({ flags: { port: '0', publicUrl: 'https://a.example' } })
    expect(atPort(said, 5123).publicUrl).toBe('https://a.example')
  })

  it('is https on this computer, too, where there is a certificate', () => {
    const environment = { GATEHOUSE_TLS_CERT: 'c.pem', GATEHOUSE_TLS_KEY: 'k.pem' }
    const config = load({ flags: { port: '0', host: '0.0.0.0' }, environment })
    expect(config.tls.cert).toBe(join(workingDirectory, 'c.pem'))
    expect(atPort(config, 5123).publicUrl).toBe('https://localhost:5123')
  })

  it.each([
    [{ GATEHOUSE_TLS_CERT: 'c.pem' }, {}, 'tls.cert', 'tls.key'],
    [{ GATEHOUSE_TLS_KEY: 'k.pem' }, {}, 'tls.key', 'tls.cert'],
    [{ GATEHOUSE_TLS_CERT: 'c', GATEHOUSE_TLS_KEY: 'k' }, { publicUrl: 'http://localhost:1' }, 'publicUrl', 'https:'],
  ])('refuses %o with %o', async (environment, flags, key, cure) => {
    const [problem] = await problemsOf(() => load({ environment, flags }))
    expect(problem).toMatchObject({ key, cure: expect.stringContaining(cure) as string })
  })

  it('ignores what Kubernetes says about a service called gatehouse', () => {
    const environment = {
      GATEHOUSE_PORT: 'tcp://10.0.0.7:4646',
      GATEHOUSE_PORT_4646_TCP_ADDR: '10.0.0.7',
      GATEHOUSE_SERVICE_HOST: '10.0.0.7',
    }
    expect(load({ environment }).port).toBe(4646)
  })
})

describe('a mistake names key, source, reason and cure:', () => {
  it('a wrong value, in each source', async () => {
    const environment = { GATEHOUSE_HOST: ' ', GATEHOUSE_LIFETIMES_CODE: '60' }
    const problems = await problemsOf(() => fromFile('port: 70000', { environment, flags: { registration: 'yes' } }))
    expect(problems).toEqual([
      {
        key: 'port',
        source: join(workingDirectory, 'gatehouse.yaml'),
        reason: 'the value 70000 must be a whole number from 0 to 65535',
        cure: 'Write for example `port: 4646`',
      },
      {
        key: 'registration',
        source: '--registration',
        reason: 'the value "yes" must be open, token or off',
        cure: 'Write for example --registration open',
      },
      {
        key: 'lifetimes.code',
        source: 'GATEHOUSE_LIFETIMES_CODE',
        reason: 'the value "60" is no duration: write a whole number and s, m, h or d',
        cure: 'Write for example GATEHOUSE_LIFETIMES_CODE=60s',
      },
    ])
  })

  it('an unknown key, with the one that was meant', async () => {
    const problems = await problemsOf(() => fromFile('prot: 1\nlifetimes:\n  kode: 1m\nbrand: Acme\nzzzzzzz: 1'))
    expect(problems.map(({ key, cure }) => [key, cure])).toEqual([
      ['prot', 'Did you mean port?'],
      ['lifetimes.kode', 'Did you mean lifetimes.code?'],
      ['brand', 'Indent its options below `brand:`'],
      ['zzzzzzz', 'Remove it; docs/reference/configuration.md lists all options'],
    ])
  })

  it('an unknown variable, with the one that was meant', async () => {
    const environment = { GATEHOUSE_PUBLICURL: 'https://a.example', OTHER: 'x' }
    expect(await problemsOf(() => load({ environment }))).toEqual([
      {
        key: 'GATEHOUSE_PUBLICURL',
        source: 'environment',
        reason: 'there is no such option',
        cure: 'Did you mean GATEHOUSE_PUBLIC_URL?',
      },
    ])
  })

  it.each([
    ['port: [', /neither YAML nor JSON.*line 1/],
    ['port: 1\nport: 2', /unique/],
    ['just text', /no `key: value` lines/],
  ])('a file that cannot be read: %j', async (text, reason) => {
    const [problem] = await problemsOf(() => fromFile(text))
    expect(problem).toMatchObject({ key: 'configuration file', source: join(workingDirectory, 'gatehouse.yaml') })
    expect(problem?.reason).toMatch(reason)
  })

  it('a named file that is not there', async () => {
    const [problem] = await problemsOf(() => load({ file: 'no.yaml' }))
    expect(problem).toMatchObject({ source: join(workingDirectory, 'no.yaml'), reason: 'does not exist' })
  })

  it('a member of a declared server', async () => {
    const [problem, other] = await problemsOf(() => fromFile('servers: [{name: a, url: u, scops: []}]'))
    expect(problem?.key).toBe('servers.0.scopes')
    expect(other?.reason).toContain('scops')
  })

  it.each(['10.0.0.0/33', '10.0.0/8', 'fd00::/129', 'proxy.example', '10.0.0.0/8/8'])(
    'no network: %s',
    async (text) => {
      const [problem] = await problemsOf(() => load({ flags: { trustedProxies: text } }))
      expect(problem).toMatchObject({ key: 'trustedProxies.0', source: '--trusted-proxies' })
    },
  )

  it('never quotes a secret', async () => {
    const problems = await problemsOf(() => fromFile('masterKey: 12345678\nbootstrap: {password: [hunter2hunter2]}'))
    expect(problems).toHaveLength(2)
    expect(JSON.stringify(problems)).not.toMatch(/12345678|hunter2/)
  })
})

describe('all mistakes at once:', () => {
  it('also those that only several options together make', async () => {
    const flags = { port: '70000', host: '0.0.0.0', 'lifetimes.refreshIdle': '200d', 'lifetimes.refreshAbsolute': '1y' }
    const problems = await problemsOf(() => load({ flags }))
    // What a broken option would have to say about another of its group is left out: nobody knows its value.
    expect(problems.map(({ key }) => key)).toEqual(['port', 'lifetimes.refreshAbsolute', 'host'])
  })
})

describe('K5: danger is refused unless it is spelled:', () => {
  it.each([
    ['http beyond this computer', { publicUrl: 'http://auth.example.com' }, 'publicUrl'],
    ['listening everywhere without TLS', { host: '0.0.0.0' }, 'host'],
    ['listening on a network address without TLS', { host: '192.168.1.2' }, 'host'],
  ])('%s', async (_, flags, key) => {
    const [problem] = await problemsOf(() => load({ flags }))
    expect(problem).toMatchObject({ key, source: `--${key.replace('U', '-u')}` })
    expect(problem?.cure).toContain('insecureAllowHttp')
    expect(load({ flags: { ...flags, insecureAllowHttp: 'true' } })).toBeDefined()
  })

  it.each([
    [{ host: '0.0.0.0', publicUrl: 'https://a.example' }],
    [{ host: '::', publicUrl: 'https://a.example/gate' }],
    [{ host: '10.1.2.3', publicUrl: 'http://localhost:4646', trustedProxies: '10.0.0.0/8' }],
    [{ publicUrl: 'http://127.0.0.1:9' }],
    [{ publicUrl: 'http://[::1]:9' }],
    [{ publicUrl: 'https://a.example/' }],
  ])('%o is none', (flags) => {
    expect(load({ flags }).publicUrl).toBe(flags.publicUrl)
  })

  it.each([
    ['https://a.example?x=1', /query/],
    ['https://a.example#', /fragment/],
    ['https://me:pw@a.example', /names a user/],
    ['https://A.example', /parsers spell it/],
    ['https://a.example:443', /parsers spell it/],
    ['https://a.example/b/../c', /parsers spell it/],
    ['ftp://a.example', /no http or https URL/],
    ['a.example', /no http or https URL/],
  ])('an issuer such as %s', async (publicUrl, reason) => {
    const [problem] = await problemsOf(() => load({ flags: { publicUrl } }))
    expect(problem?.key).toBe('publicUrl')
    expect(problem?.reason).toMatch(reason)
  })

  it('half of a first account', async () => {
    const environment = { GATEHOUSE_BOOTSTRAP_USER: 'alice' }
    const [problem] = await problemsOf(() => load({ environment }))
    expect(problem).toMatchObject({
      key: 'bootstrap.user',
      source: 'GATEHOUSE_BOOTSTRAP_USER',
      cure: 'Set GATEHOUSE_BOOTSTRAP_PASSWORD',
    })
  })

  it('an idle end after the absolute one', async () => {
    const [problem] = await problemsOf(() => load({ flags: { 'lifetimes.refreshIdle': '365d' } }))
    expect(problem).toMatchObject({ key: 'lifetimes.refreshIdle', source: '--lifetimes-refresh-idle' })
  })
})
