/** The guard in the real runtime of Workers: no built-ins of Node, WebCrypto for everything, the same verdicts. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { createRequire } from 'node:module'
import { createServer as createPort, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bundle } from './bundle.ts'
import { createSigner, goodClaims, sign, type Signer } from './local-issuer.ts'

const platform = `@cloudflare/workerd-${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch === 'x64' ? '64' : process.arch}`
const binary = createRequire(import.meta.url).resolve(`${platform}/bin/workerd`)
const resource = 'https://notes.example/mcp'

let folder: string
let issuer: string
let authority: Server
let signer: Signer
let worker: ChildProcess
let base: string
let fetches = 0

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'guard-workerd-'))
  signer = await createSigner()
  authority = createServer((request, response) => {
    fetches += 1
    response.setHeader('content-type', 'application/json')
    const body = request.url === '/jwks' ? { keys: [signer.jwk] } : { issuer, jwks_uri: `${issuer}/jwks` }
    response.end(JSON.stringify(body))
  }).listen(0, '127.0.0.1')
  await once(authority, 'listening')
  issuer = `http://127.0.0.1:${(authority.address() as AddressInfo).port}`
  const port = await freePort()
  base = `http://127.0.0.1:${port}`
  await writeFile(join(folder, 'worker.js'), await bundle(workerSource(), ['workerd', 'worker', 'browser']))
  await writeFile(join(folder, 'config.capnp'), configuration(port))
  worker = spawn(binary, ['serve', join(folder, 'config.capnp')], { stdio: ['ignore', 'pipe', 'pipe'] })
  const said: string[] = []
  worker.stderr?.on('data', (text: Buffer) => said.push(text.toString()))
  await untilUp(base, said)
}, 60_000)

afterAll(async () => {
  worker?.kill('SIGKILL')
  authority?.close()
  await rm(folder, { recursive: true, force: true })
})

const workerSource = (): string => `
import { createGuard } from '../src/index.ts'
const guard = createGuard({
  resource: ${JSON.stringify(resource)},
  issuer: ${JSON.stringify(issuer)},
  scopes: ['notes:read'],
  tools: { wipe: ['notes:admin'] },
  apiKeys: { prefix: 'sk_', keys: [{ hash: ${JSON.stringify(keyHash)}, subject: 'robot', scopes: ['notes:read'] }] },
})
export default {
  fetch: (request) => guard.handle(request, async ({ caller, request: same }) =>
    Response.json({ subject: caller.subject, body: await same.text() })),
}
`

/** SHA-256 of `sk_a-key-of-ours`. */
const keyHash = 'Pdt5nq4gfQNZJKIwSCZf_bCuZxpjSb_Y32jnlHZrfgw'

const configuration = (port: number): string => `
using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = (modules = [(name = "worker.js", esModule = embed "worker.js")], compatibilityDate = "2026-11-01", globalOutbound = "out")),
    (name = "out", network = (allow = ["private", "public"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")],
);
`

const freePort = async (): Promise<number> => {
  const server = createPort().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

const untilUp = async (url: string, said: readonly string[]): Promise<void> => {
  for (let round = 0; round < 200; round += 1) {
    if (await fetch(url).catch(() => undefined)) return
    if (worker.exitCode !== null) break
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`workerd did not come up: ${said.join('')}`)
}

const now = () => Math.floor(Date.now() / 1000)
const token = (changes: Record<string, unknown> = {}, header: Record<string, unknown> = {}) =>
  sign(signer, goodClaims({ iss: issuer, iat: now(), nbf: now(), exp: now() + 600, ...changes }), header)
const call = (authorization: string | undefined, body = '') =>
  fetch(`${base}/mcp`, { method: 'POST', body, headers: authorization === undefined ? {} : { authorization } })

describe('in workerd', () => {
  it('lets twenty callers in who come at once before anything is known, and asks its issuer once', async () => {
    const tokens = await Promise.all(Array.from({ length: 20 }, (_, index) => token({ sub: `usr_${index}` })))
    const answers = await Promise.all(
      tokens.map((one) => call(`Bearer ${one}`, '{"jsonrpc":"2.0","id":1,"method":"ping"}')),
    )
    expect(answers.map(({ status }) => status)).toEqual(tokens.map(() => 200))
    const people = await Promise.all(
      answers.map(async (answer) => ((await answer.json()) as { subject: string }).subject),
    )
    expect(people).toEqual(tokens.map((_, index) => `usr_${index}`))
    expect(fetches).toBeLessThanOrEqual(4)
  })

  it('admits a caller, and the handler reads the body', async () => {
    const answer = await call(`Bearer ${await token()}`, '{"jsonrpc":"2.0","id":1,"method":"ping"}')
    expect(answer.status).toBe(200)
    expect(await answer.json()).toMatchObject({ subject: 'usr_alice', body: expect.stringContaining('ping') as string })
  })

  it('challenges, and serves its metadata', async () => {
    const answer = await call(undefined)
    expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([
      401,
      expect.stringContaining('resource_metadata='),
    ])
    const metadata = await fetch(`${base}/.well-known/oauth-protected-resource/mcp`)
    expect(await metadata.json()).toMatchObject({ resource, authorization_servers: [issuer] })
  })

  it.each([
    ['another audience', { aud: 'https://other.example/mcp' }, {}],
    ['another issuer', { iss: 'https://other.example' }, {}],
    ['a past end', { exp: 1_800_000 }, {}],
    ['another type', {}, { typ: 'JWT' }],
    ['a critical extension', {}, { crit: ['b64'], b64: true }],
  ])('refuses %s', async (_, claims, header) => {
    const answer = await call(`Bearer ${await token(claims, header)}`)
    expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([
      401,
      expect.stringContaining('invalid_token'),
    ])
  })

  it('refuses a changed signature', async () => {
    const good = await token()
    const answer = await call(`Bearer ${good.slice(0, -4)}${good.endsWith('AAAA') ? 'BBBB' : 'AAAA'}`)
    expect(answer.status).toBe(401)
  })

  it('knows the scopes of a tool before it runs, and its own keys', async () => {
    const wipe = '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"wipe"}}'
    const answer = await call(`Bearer ${await token()}`, wipe)
    expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([
      403,
      expect.stringContaining('notes:read notes:admin'),
    ])
    expect((await call('Bearer sk_a-key-of-ours', '{"jsonrpc":"2.0","id":1,"method":"ping"}')).status).toBe(200)
    expect((await call('Bearer sk_another', '{}')).status).toBe(401)
  })

  it('asked its issuer once for everything', () => {
    expect(fetches).toBeLessThanOrEqual(4)
  })
})
