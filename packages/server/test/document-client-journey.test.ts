/** A client with a document and keys of its own, against a whole server: real sockets, a real host under an authority of its own, SQLite. INV4 */
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, Socket, type AddressInfo, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createAppActor, createBrowser, createPerson, keyHolder, type App, type Person } from '@gatehouse/testkit'
import { documentHost, type DocumentHost } from '@gatehouse/testkit/document-host'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { AppFetch } from '../src/app-needs.ts'
import { loadConfig } from '../src/config/load.ts'
import { openHouse, type OpenHouse } from '../src/open-house.ts'
import { expectLocalPage } from './outcomes.ts'

const password = 'a walk in the woods'
const callback = 'http://127.0.0.1:50123/callback'
const resource = 'https://notes.example/mcp'
const keys = keyHolder('RS256')

let folder: string
let host: DocumentHost
let house: OpenHouse
let alice: Person
/** Everything that this process connected to, but for its own server. */
let connected: readonly number[]

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gatehouse-journey-'))
  host = await documentHost()
  const server = { name: 'notes', url: resource, scopes: [{ name: 'notes:read', description: 'Read notes' }] }
  const environment = {
    GATEHOUSE_DATA_DIR: folder,
    GATEHOUSE_BOOTSTRAP_USER: 'alice',
    GATEHOUSE_BOOTSTRAP_PASSWORD: password,
    GATEHOUSE_SERVERS: JSON.stringify([server]),
    GATEHOUSE_CLIENT_DOCUMENTS_PRIVATE_HOSTS: host.host,
    GATEHOUSE_CLIENT_DOCUMENTS_PRIVATE_CA: host.authorityFile,
    PORT: '0',
  }
  const log = { info() {}, warn() {}, error() {} }
  house = await openHouse(loadConfig({ environment, workingDirectory: folder }), { log })
  const origin = house.config.publicUrl
  const browser = createBrowser({ fetch: overTheWire, origin, address: '' })
  alice = createPerson({ name: 'alice', password, browser, issuer: origin })
  connected = spyOnConnect()
})

afterEach(async () => {
  vi.restoreAllMocks()
  await house.close(0)
  await host.close().catch(() => undefined)
  await rm(folder, { recursive: true, force: true })
})

const overTheWire: AppFetch = (request) => fetch(request, { redirect: 'manual' })

const spyOnConnect = (): readonly number[] => {
  const ports: number[] = []
  const connect = Reflect.get(Socket.prototype, 'connect') as (...parameters: readonly unknown[]) => Socket
  vi.spyOn(Socket.prototype, 'connect').mockImplementation(function spy(this: Socket, ...parameters: unknown[]) {
    const port = /"port":"?(\d+)/.exec(JSON.stringify(parameters))?.[1]
    if (Number(port) !== house.config.port) ports.push(Number(port))
    return Reflect.apply(connect, this, parameters)
  })
  return ports
}

const app = (clientId: string): App => {
  let count = 0
  const assertion = (): string => {
    count += 1
    const exp = Math.floor(Date.now() / 1000) + 60
    return keys.sign({ iss: clientId, sub: clientId, aud: house.config.publicUrl, exp, jti: `jti-${count}` })
  }
  const { publicUrl: issuer } = house.config
  return createAppActor({
    fetch: overTheWire,
    issuer,
    clientId,
    redirectUri: callback,
    assertion,
    address: '',
    resource,
  })
}

const serveClient = (members: Readonly<Record<string, unknown>> = {}): string =>
  host.serveClient('/client.json', {
    client_name: 'Travelling App',
    redirect_uris: ['http://127.0.0.1/callback'],
    token_endpoint_auth_method: 'private_key_jwt',
    token_endpoint_auth_methods_supported: ['private_key_jwt', 'none'],
    jwks_uri: host.serve('/jwks.json', { keys: [keys.publicJwk] }),
    ...members,
  })

it('gets in, and goes on when its host is gone', async () => {
  const client = app(serveClient())
  const tokens = await client.refresh(await client.redeem(await client.sendToSignIn(alice)))
  expect(host.visits.map(({ path }) => path)).toEqual(['/client.json', '/jwks.json'])
  await host.close()
  await client.redeem(await client.sendToSignIn(alice))
  await client.refresh(tokens)
  expect(new Set(connected)).toEqual(new Set([host.port]))
}, 30_000)

it('H3 INV4: cannot send us anywhere else, whatever its host answers and its document names', async () => {
  const elsewhere = await listening()
  const { port } = elsewhere.server.address() as AddressInfo
  const url = `https://localhost:${port}/`
  const named = { logo_uri: url, client_uri: url, tos_uri: url, policy_uri: url, sector_identifier_uri: url }
  const redirecting = [301, 302, 303, 307, 308].map((status) =>
    host.answer(`/${status}`, (_, response) => response.writeHead(status, { Location: url }).end()),
  )
  const refreshing = host.answer('/refresh', (_, response) =>
    response.writeHead(200, { Refresh: `0; url=${url}` }).end(),
  )
  const others = ['https://127.0.0.1', 'https://localhost.', 'http://localhost'].map(
    (origin) => `${origin}:${port}/client`,
  )
  const ids = [...redirecting, refreshing, ...others, `${url}client`]
  const pages = await Promise.all(ids.map((id) => alice.browser.open(app(id).authorizationUrl())))
  pages.forEach((page) => expectLocalPage(page))
  const client = app(serveClient(named))
  await client.redeem(await client.sendToSignIn(alice))
  expect(elsewhere.count()).toBe(0)
  expect(new Set(connected)).toEqual(new Set([host.port]))
  elsewhere.server.close()
}, 60_000)

/** A host that nobody should come to. */
const listening = async (): Promise<{ readonly server: Server; readonly count: () => number }> => {
  let count = 0
  const server = createServer((socket) => {
    count += 1
    socket.destroy()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { server, count: () => count }
}
