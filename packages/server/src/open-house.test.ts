/** A whole server on a data directory of its own: what it makes, what it keeps over a restart, what it refuses to start with. */
import { chmod, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { adminSocketPath, createAdminClient } from '@gatehouse/admin-api'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Log } from './app-needs.ts'
import { loadConfig } from './config/load.ts'
import { openHouse, type OpenHouse } from './open-house.ts'
import type { MountContext, MountDefinition } from './start/mounts.ts'

const silent: Log = { info() {}, warn() {}, error() {} }
let folder = ''
let dataDirectory = ''
const opened: OpenHouse[] = []

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gh-'))
  dataDirectory = join(folder, 'data')
})
afterEach(async () => {
  await Promise.all(opened.splice(0).map((house) => house.close(0)))
  await rm(folder, { recursive: true })
})

interface Start {
  readonly environment?: Readonly<Record<string, string>>
  readonly mounts?: readonly MountDefinition[]
}

const start = async ({ environment = {}, mounts = [] }: Start = {}): Promise<OpenHouse> => {
  const config = loadConfig({
    environment: { GATEHOUSE_DATA_DIR: dataDirectory, ...environment },
    flags: { port: '0' },
    workingDirectory: folder,
  })
  const house = await openHouse(config, { log: silent, mounts })
  opened.push(house)
  return house
}

const get = (house: OpenHouse, path: string) => fetch(`${house.config.publicUrl}${path}`, { redirect: 'manual' })
const admin = () => createAdminClient(adminSocketPath(dataDirectory))

const files: MountDefinition = {
  resource: {
    path: '/mcp/files',
    name: 'files',
    title: 'Files',
    scopes: [
      { name: 'files:read', description: 'Read files' },
      { name: 'files:write', description: 'Write files', implies: ['files:read'] },
    ],
    defaultScopes: ['files:read'],
    isDefault: true,
  },
  mount:
    ({ issuer, resource }) =>
    async (request) =>
      new URL(request.url).pathname.startsWith('/.well-known/')
        ? Response.json({ resource, authorization_servers: [issuer] })
        : Response.json({ resource }),
}

describe('a first start', () => {
  it('V11: makes a directory and files that only their owner can use', async () => {
    await start()
    expect((await stat(dataDirectory)).mode & 0o777).toBe(0o700)
    const names = await readdir(dataDirectory)
    expect(names).toEqual(expect.arrayContaining(['admin.sock', 'gatehouse.db', 'gatehouse.db-wal', 'master-key']))
    for (const name of names) expect([name, (await stat(join(dataDirectory, name))).mode & 0o077]).toEqual([name, 0])
  })

  it('K1: publishes one public key and nothing of its private half', async () => {
    const { keys } = (await (await get(await start(), '/jwks')).json()) as { keys: Record<string, string>[] }
    expect(keys).toHaveLength(1)
    expect(Object.keys(keys[0] ?? {}).toSorted()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y'])
  })

  it('names the issuer by the port that was free', async () => {
    const house = await start()
    expect(house.config.publicUrl).toMatch(/^http:\/\/localhost:\d{4,5}$/)
    const metadata = (await (await get(house, '/.well-known/oauth-authorization-server')).json()) as { issuer: string }
    expect(metadata.issuer).toBe(house.config.publicUrl)
  })
})

describe('U7: an unclaimed server', () => {
  it('has a setup link that opens the page for the first account', async () => {
    const house = await start()
    const link = (await house.setupLink()) ?? ''
    expect(link).toMatch(new RegExp(`^${house.config.publicUrl}/setup\\?link=[A-Za-z0-9_-]{43}$`))
    const page = await (await fetch(link)).text()
    expect(page).toContain('<form')
    expect(await (await get(house, `/setup?link=${'A'.repeat(43)}`)).text()).not.toContain('type="password"')
  })

  it('authorizes, redeems and registers for nobody', async () => {
    const house = await start()
    const form = {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'grant_type=x',
    }
    expect((await fetch(`${house.config.publicUrl}/token`, form)).status).toBe(503)
    expect((await get(house, '/authorize?client_id=x')).status).toBe(503)
    const body = JSON.stringify({ redirect_uris: ['http://127.0.0.1/cb'] })
    const json = { method: 'POST', headers: { 'content-type': 'application/json' }, body }
    expect((await fetch(`${house.config.publicUrl}/register`, json)).status).toBe(503)
  })

  it('is claimed by the operator who names the first account, once', async () => {
    const alice = { GATEHOUSE_BOOTSTRAP_USER: 'alice', GATEHOUSE_BOOTSTRAP_PASSWORD: 'a lamp in every window' }
    const house = await start({ environment: alice })
    expect(await house.setupLink()).toBeUndefined()
    expect((await admin()('listUsers', {})).users).toMatchObject([{ name: 'alice', isAdmin: true }])
    await house.close(0)
    const mallory = { GATEHOUSE_BOOTSTRAP_USER: 'mallory', GATEHOUSE_BOOTSTRAP_PASSWORD: 'a hole in every fence' }
    await start({ environment: mallory })
    expect((await admin()('listUsers', {})).users).toMatchObject([{ name: 'alice' }])
  })

  it('does not start with a first account that cannot be used', async () => {
    const weak = { GATEHOUSE_BOOTSTRAP_USER: 'alice', GATEHOUSE_BOOTSTRAP_PASSWORD: 'hunter2' }
    await expect(start({ environment: weak })).rejects.toThrow(
      /^bootstrap\.password \(GATEHOUSE_BOOTSTRAP_PASSWORD\): .*too short/,
    )
    await expect(start({ environment: weak })).rejects.not.toThrow(/hunter2/)
  })
})

describe('a guarded server in the same process', () => {
  it('is registered, named in public, and gets everything under its path', async () => {
    const house = await start({ mounts: [files] })
    const resource = `${house.config.publicUrl}/mcp/files`
    expect(await house.servers()).toMatchObject([{ name: 'files', title: 'Files', uri: resource }])
    expect(house.isFirstStart).toBe(true)
    expect((await admin()('listServers', {})).servers).toMatchObject([{ uri: resource, isDefault: true }])
    expect(await (await get(house, '/mcp/files/deeper')).json()).toEqual({ resource })
  })

  it('follows when the public URL moves, and stays one server', async () => {
    await (await start({ mounts: [files] })).close(0)
    await start({ mounts: [files], environment: { GATEHOUSE_PUBLIC_URL: 'https://a.example' } })
    expect((await admin()('listServers', {})).servers).toMatchObject([{ uri: 'https://a.example/mcp/files' }])
  })

  it('reaches the authorization server without a network, and nothing else', async () => {
    let given: MountContext | undefined
    const curious: MountDefinition = {
      ...files,
      mount: (context) => {
        given = context
        return files.mount(context)
      },
    }
    const house = await start({ mounts: [curious] })
    expect((await given?.fetch(`${house.config.publicUrl}/jwks`))?.status).toBe(200)
    await expect(given?.fetch('http://127.0.0.1:1/')).rejects.toThrow(/not an address of this server/)
    expect(await given?.hasEnded({ jti: 'jti_1' })).toBe(false)
  })

  it('that names another issuer keeps the doors shut', async () => {
    const liar: MountDefinition = {
      ...files,
      mount: (context) => files.mount({ ...context, issuer: `${context.issuer}/` }),
    }
    await expect(start({ mounts: [liar] })).rejects.toThrow(
      /self-check.*oauth-protected-resource\/mcp\/files says http/,
    )
  })
})

describe('what the configuration declares', () => {
  const notes = {
    name: 'notes',
    url: 'https://notes.example/mcp',
    scopes: [
      { name: 'notes:read', description: 'Read notes' },
      { name: 'notes:all', description: 'Do anything', privileged: true },
    ],
  }
  const desktop = { id: 'desktop', name: 'Desktop', redirectUris: ['http://127.0.0.1/callback'] }
  const declare = (servers: unknown, clients: unknown) => ({
    GATEHOUSE_SERVERS: JSON.stringify(servers),
    GATEHOUSE_CLIENTS: JSON.stringify(clients),
  })

  it('is there after the start, also the second one, and follows changes', async () => {
    await (await start({ environment: declare([notes], [desktop]) })).close(0)
    await start({ environment: declare([{ ...notes, title: 'Notes!', accessTokenFormat: 'opaque' }], [desktop]) })
    expect((await admin()('listServers', {})).servers).toMatchObject([
      { title: 'Notes!', defaultScopes: ['notes:read'], accessTokenFormat: 'opaque' },
    ])
    expect((await admin()('listClients', {})).clients).toMatchObject([{ id: 'desktop', authentication: 'none' }])
  })

  it('is refused with its place when it cannot be', async () => {
    const twice = { ...notes, name: 'other' }
    await expect(start({ environment: declare([notes, twice], []) })).rejects.toThrow(
      /^servers\.1 .*another server has the URI/,
    )
  })

  it('brings a client up to date that looks different now, and writes nothing where none does', async () => {
    await (await start({ environment: declare([], [desktop]) })).close(0)
    const moved = { ...desktop, name: 'Desk', redirectUris: ['http://127.0.0.1/other'] }
    await (await start({ environment: declare([], [moved]) })).close(0)
    await start({ environment: declare([], [moved]) })
    expect((await admin()('listClients', {})).clients).toMatchObject([
      { id: 'desktop', name: 'Desk', redirectUris: ['http://127.0.0.1/other'] },
    ])
    const { rows } = await admin()('listJournal', { limit: 100 })
    expect(rows.map(({ event }) => event).filter((event) => event.startsWith('client.'))).toEqual([
      'client.updated',
      'client.configured',
    ])
  })

  it.each([
    'javascript:alert(1)',
    'data:text/html,x',
    'http://evil.example/cb',
    'file:///etc/passwd',
    ' https://a.example',
  ])('E9: no client with the redirect URI %j', async (uri) => {
    const evil = { ...desktop, redirectUris: [uri] }
    await expect(start({ environment: declare([], [evil]) })).rejects.toThrow(/^clients\.0 /)
  })
})

describe('a start is refused, and leaves nothing listening,', () => {
  const expectRefused = async (pattern: RegExp, options: Start = {}) => {
    await expect(start(options)).rejects.toThrow(pattern)
    await expect(stat(adminSocketPath(dataDirectory))).rejects.toThrow(/ENOENT/)
  }

  it('K4: with the wrong master key, and the next one with the right key works', async () => {
    const house = await start()
    const before = await (await get(house, '/jwks')).text()
    await house.close(0)
    const wrong = Buffer.from(Array.from({ length: 32 }, (_, at) => (at * at * 11 + 5) % 251)).toString('base64')
    await expectRefused(/^masterKey .*does not open the signing key/, { environment: { GATEHOUSE_MASTER_KEY: wrong } })
    expect(await (await get(await start(), '/jwks')).text()).toBe(before)
  })

  it('K5: with a weak master key', () =>
    expectRefused(/^masterKey \(GATEHOUSE_MASTER_KEY\)/, { environment: { GATEHOUSE_MASTER_KEY: 'changeme' } }))

  it('with a data directory that others can write into', async () => {
    await (await start()).close(0)
    await chmod(dataDirectory, 0o777)
    await expectRefused(/^dataDir .*other users.*chmod 700/)
  })

  it('with a brand that cannot be read', async () => {
    await writeFile(join(folder, 'logo.svg'), 'no picture')
    await expectRefused(/^brand\.logo .*logo\.svg.*not image\/svg/, {
      environment: { GATEHOUSE_BRAND_LOGO: 'logo.svg' },
    })
    await expectRefused(/^brand\.logo .*cannot be read \(ENOENT\)/, {
      environment: { GATEHOUSE_BRAND_LOGO: 'none.png' },
    })
    await expectRefused(/^brand\.canvas .*too dark/, { environment: { GATEHOUSE_BRAND_CANVAS: '#000' } })
  })

  it('with a database that is none, or that it may not open', async () => {
    await (await start()).close(0)
    await writeFile(
      join(dataDirectory, 'gatehouse.db'),
      'this is no database, however long one looks at it'.repeat(100),
    )
    await expectRefused(/^dataDir .*gatehouse\.db\): the database cannot be opened: .*not a database/)
    await rm(join(dataDirectory, 'gatehouse.db'))
    await mkdir(join(dataDirectory, 'gatehouse.db'))
    await expectRefused(/^dataDir .*gatehouse\.db\): the database cannot be opened: /)
  })

  it('with a file where the data directory should be', async () => {
    await writeFile(dataDirectory, '')
    await expect(start()).rejects.toThrow(/^dataDir .*it is a file/)
  })

  it('while another process serves the data directory', async () => {
    await start()
    await expect(start()).rejects.toThrow(/already running/)
  })
})

describe('closing', () => {
  it('takes the socket away and lets the next one in', async () => {
    const house = await start()
    await house.close()
    await expect(get(house, '/health')).rejects.toThrow('fetch failed')
    expect(await readdir(dataDirectory)).toEqual(['gatehouse.db', 'master-key'])
  })
})
