/** Whom the door believes: port 443, the certificate of the name, and an operator's word about a host of the own network. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { createAuthority } from '@gatehouse/testkit/certificates'
import { documentHost, type DocumentHost, type DocumentHostOptions } from '@gatehouse/testkit/document-host'
import { afterEach, describe, expect, it } from 'vitest'
import { useWeb, wishFor } from './web.ts'

const web = useWeb()
const opened: DocumentHost[] = []

afterEach(async () => {
  for (const host of opened.splice(0)) await host.close()
})

/** On this computer, as `localhost`, under an authority that nobody knows. */
const hostNearby = async (options?: DocumentHostOptions): Promise<DocumentHost> => {
  const host = await documentHost(options)
  opened.push(host)
  host.serveClient('/client')
  return host
}

it('H12: goes to port 443 only, and to nothing but https', async () => {
  const door = web.door()
  web.name('app.example', ['8.8.4.4'])
  const urls = ['https://app.example:8443/c', 'https://app.example:80/c', 'http://app.example/c', 'ftp://app.example/c']
  for (const url of [...urls, 'https://me@app.example/c', 'file:///etc/passwd', 'data:,{}', 'no url']) {
    expect((await door(wishFor(url))).outcome).toBe('failed')
  }
  expect(web.reports.filter((report) => !report.startsWith('url: '))).toEqual([])
  expect(web.lookups).toEqual([])
  expect(web.connections.asked).toEqual([])
})

it('H12: opens a connection of its own for every fetch, also where another name has the same address', async () => {
  const host = await web.host('a.example', web.authority.issue({ names: ['a.example', 'b.example'] }))
  web.name('b.example', [host.address])
  host.serve('/client', {})
  const door = web.door()
  for (const name of ['a', 'a', 'b']) {
    expect((await door(wishFor(`https://${name}.example/client`))).outcome).toBe('fetched')
  }
  expect(host.connections()).toBe(3)
  expect(host.visits.map(({ servername }) => servername)).toEqual(['a.example', 'a.example', 'b.example'])
})

it('H12: refuses a certificate that is expired, of somebody unknown, or for another name, before anything is asked', async () => {
  const past = new Date(Date.now() - 60_000)
  const identities = {
    'expired.example': web.authority.issue({ names: ['expired.example'], until: past }),
    'unknown.example': createAuthority().issue({ names: ['unknown.example'] }),
    'other.example': web.authority.issue({ names: ['another.example', '*.other.example', '8.8.4.3'] }),
  }
  const door = web.door()
  for (const [name, identity] of Object.entries(identities)) {
    const host = await web.host(name, identity)
    host.serveClient('/client')
    expect((await door(wishFor(host.url('/client')))).outcome).toBe('failed')
    expect(host.visits).toEqual([])
  }
  expect(web.reports).toEqual([
    'tls: expired.example: CERT_HAS_EXPIRED',
    'tls: unknown.example: UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'tls: other.example: ERR_TLS_CERT_ALTNAME_INVALID',
  ])
})

describe('a host that the operator named', () => {
  it('may have private addresses and a port, and a certificate of the private authority', async () => {
    const host = await hostNearby()
    const door = web.door({ privateHosts: [host.host.toUpperCase()], privateAuthority: host.authority.certificate })
    web.name('localhost', ['127.0.0.1'])
    expect(await door(wishFor(`${host.origin}/client`))).toMatchObject({ outcome: 'fetched' })
  })

  it('is that name with that port: no other port, no name below it, not its address', async () => {
    const host = await hostNearby({ names: ['localhost', 'a.localhost', 'app.example'] })
    const door = web.door({ privateHosts: [host.host, 'app.example'], privateAuthority: host.authority.certificate })
    for (const name of ['localhost', 'a.localhost', 'app.example']) web.name(name, ['127.0.0.1'])
    const { port } = host
    const others = ['localhost', `a.localhost:${port}`, `127.0.0.1:${port}`, `app.example:${port}`, `localhost:1`]
    for (const place of others) expect((await door(wishFor(`https://${place}/client`))).outcome).toBe('failed')
    expect(web.connections.asked).toEqual([])
  })

  it('still shows a certificate of its name, and the private authority vouches for nobody else', async () => {
    const authority = createAuthority()
    const host = await hostNearby({ authority, identity: authority.issue({ names: ['other.example'] }) })
    const publicHost = await web.host('app.example', authority.issue({ names: ['app.example'] }))
    publicHost.serveClient('/client')
    web.name('localhost', ['127.0.0.1'])
    const door = web.door({ privateHosts: [host.host], privateAuthority: authority.certificate })
    await door(wishFor(`${host.origin}/client`))
    await door(wishFor(publicHost.url('/client')))
    expect(web.reports).toEqual([
      'tls: localhost: ERR_TLS_CERT_ALTNAME_INVALID',
      'tls: app.example: UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    ])
  })
})

it('H12 H13: what the environment says of certificates and proxies changes nothing', async () => {
  const [trusted, stranger] = [await hostNearby(), await hostNearby()]
  const proxy = await hostNearby()
  const module = JSON.stringify(import.meta.resolve('../src/index.ts'))
  const script = `const { createDocumentFetch } = await import(${module})
    const [privateAuthority, ...urls] = process.argv.slice(1)
    const door = createDocumentFetch({ privateAuthority, privateHosts: urls.map((url) => new URL(url).host),
      timing: { patience: 4000, failuresAnswer: 0 } })
    for (const url of urls) console.log((await door({ url, maxBytes: 5000 })).outcome)`
  const through = `http://127.0.0.1:${proxy.port}`
  const variables = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'all_proxy']
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '-e', script, '--', trusted.authority.certificate, ...[trusted, stranger].map(urlOf)],
    {
      env: {
        ...process.env,
        ...Object.fromEntries(variables.map((name) => [name, through])),
        NODE_USE_ENV_PROXY: '1',
        NODE_TLS_REJECT_UNAUTHORIZED: '0',
      },
    },
  )
  expect(stdout.trim().split('\n')).toEqual(['fetched', 'failed'])
  expect(stranger.visits).toEqual([])
  expect(proxy.connections()).toBe(0)
})

const urlOf = ({ origin }: DocumentHost): string => `${origin}/client`
