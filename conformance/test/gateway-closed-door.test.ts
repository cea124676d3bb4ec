/** INV7 from end to end: whatever is wrong with a request to `gatehouse protect`, the server behind it never sees a byte. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ask, type Asked } from './world/ask.ts'
import { startBadUpstream, type BadUpstream } from './world/bad-upstream.ts'
import { registerMachine, type Machine } from './world/machine.ts'
import { startProtected, type Protected } from './world/protected.ts'

const scopes = ['notes', 'other', 'narrow'].flatMap((name) =>
  ['read', 'write', 'admin'].map((scope) => `${name}:${scope}`),
)

let folder: string
let upstream: BadUpstream
let gateway: Protected
let machine: Machine
let good: string
let before: number

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gatehouse-door-'))
  upstream = await startBadUpstream()
  const rules = (name: string) => ({
    url: upstream.url,
    deny: ['hangs'],
    tools: { 'hangs-up': { scopes: [`${name}:admin`] } },
  })
  const narrow = { ...rules('narrow'), listing: 'granted' }
  const servers = join(folder, 'servers.json')
  await writeFile(
    servers,
    JSON.stringify({ mcpServers: { notes: rules('notes'), narrow, other: { url: upstream.url } } }),
  )
  gateway = await startProtected(['--servers', servers])
  machine = await registerMachine(gateway, scopes)
  good = await machine.token(gateway.mcp('notes'), ['notes:read', 'notes:write'])
}, 60_000)

afterAll(async () => {
  await gateway?.stop()
  upstream?.close()
  await rm(folder, { recursive: true, force: true })
})

beforeEach(() => {
  before = upstream.bytes()
})

/** A tool for administrators. */
const admins = { name: 'hangs-up', arguments: {} }
const plain = { name: 'plain', arguments: {} }
const knock = (asked: Asked) => ask(gateway.mcp('notes'), { params: plain, ...asked })

/** The claims of a good token, signed by somebody else. */
const forged = async (header: object = {}, claims: object = {}): Promise<string> => {
  const [head = '', body = ''] = good.split('.').map((part) => Buffer.from(part, 'base64url').toString())
  const { privateKey } = await generateKeyPair('ES256')
  return new SignJWT({ ...(JSON.parse(body) as object), ...claims })
    .setProtectedHeader({ ...(JSON.parse(head) as { alg: string }), ...header })
    .sign(privateKey)
}

const withItsOwnKey = async (): Promise<string> => {
  const { publicKey } = await generateKeyPair('ES256')
  return forged({ jwk: await exportJWK(publicKey) })
}

const unsigned = async (): Promise<string> => {
  const [, body = ''] = good.split('.')
  return `${Buffer.from(JSON.stringify({ alg: 'none', typ: 'at+jwt' })).toString('base64url')}.${body}.`
}

it('a good request does reach it: the spy sees', async () => {
  expect((await knock({ token: good })).text).toContain('fine')
  expect(upstream.bytes()).toBeGreaterThan(before)
})

describe('INV7: the server behind the gateway sees no byte of', () => {
  const tokens: readonly (readonly [string, () => Promise<string | undefined>])[] = [
    ['no token', async () => undefined],
    ['a word that is no token', async () => 'open-sesame'],
    ['a forged token', forged],
    ['a forged token that brings its own key', withItsOwnKey],
    ['a token without a signature', unsigned],
    ['a token for another server', () => machine.token(gateway.mcp('other'), ['other:read'])],
    ['a token whose letters were changed', async () => `${good.slice(0, -6)}AAAAAA`],
  ]
  it.each(tokens)('%s', async (_what, token) => {
    const given = await token()
    for (const verb of ['POST', 'GET', 'DELETE']) {
      const answered = await knock({ verb, ...(given !== undefined && { token: given }) })
      expect([verb, answered.status]).toEqual([verb, 401])
      expect(answered.headers['www-authenticate']).toContain('resource_metadata=')
    }
    expect(upstream.bytes()).toBe(before)
  })

  it('a token that was given back', async () => {
    const token = await machine.token(gateway.mcp('notes'), ['notes:read'])
    expect((await knock({ token })).status).toBe(200)
    before = upstream.bytes()
    await machine.revoke(token)
    expect((await knock({ token })).status).toBe(401)
    expect(upstream.bytes()).toBe(before)
  })

  it('a tool that needs more than the token has: 403 names it', async () => {
    const { status, headers } = await knock({ token: good, params: admins })
    expect(status).toBe(403)
    expect(headers['www-authenticate']).toMatch(/insufficient_scope.*notes:admin|notes:admin.*insufficient_scope/)
    expect(upstream.bytes()).toBe(before)
  })

  it('a tool that the operator keeps from everybody', async () => {
    const { status, message } = await knock({ token: good, params: { name: 'hangs', arguments: {} } })
    expect([status, message.error?.data?.reason]).toEqual([403, 'refused_by_policy'])
    expect(upstream.bytes()).toBe(before)
  })

  const call = (name: string) => `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"${name}"}}`
  const twisted: readonly (readonly [string, number, Asked])[] = [
    ['headers that name another method', 400, { headers: { 'mcp-method': 'tools/list' } }],
    ['headers that name another tool', 400, { headers: { 'mcp-name': 'speaks-html' } }],
    ['headers that name a harmless tool', 400, { params: admins, headers: { 'mcp-name': 'plain' } }],
    ['a method that its headers leave out', 400, { headers: { 'mcp-method': undefined } }],
    ['a method that its headers name twice', 400, { headers: { 'mcp-method': ['tools/call', 'tools/list'] } }],
    ['a body that is no JSON', 400, { body: '{"jsonrpc":' }],
    ['a body with two methods', 400, { body: call('plain').replace('{', '{"method":"ping",') }],
    ['a batch', 400, { body: `[${call('plain')},${call('plain')}]` }],
    ['a Host that is not its own', 421, { headers: { host: 'evil.example' } }],
    ['a verb that MCP does not have', 405, { verb: 'PUT' }],
  ]
  it.each(twisted)('%s', async (_what, status, asked) => {
    expect((await knock({ token: good, ...asked })).status).toBe(status)
    expect(upstream.bytes()).toBe(before)
  })

  it('a body that is too large', async () => {
    // Whoever is refused in the middle of it may only see the connection end.
    const body = call('x'.repeat(20_000_000))
    const status = await knock({ token: good, body }).then(
      (answered) => answered.status,
      () => 'cut',
    )
    expect([413, 'cut']).toContain(status)
    expect(upstream.bytes()).toBe(before)
  })
})

it.each([
  ['notes', ['plain', 'hangs-up'], ['hangs']],
  ['narrow', ['plain'], ['hangs-up', 'hangs']],
])('S9: a list of %s shows %o, and not %o', async (name, shown, hidden) => {
  const token = await machine.token(gateway.mcp(name), [`${name}:read`])
  const { message } = await ask(gateway.mcp(name), { method: 'tools/list', token })
  const tools = message.result?.['tools'] as readonly { readonly name: string }[]
  const names = tools.map((tool) => tool.name)
  expect(names).toEqual(expect.arrayContaining(shown))
  for (const tool of hidden) expect(names).not.toContain(tool)
})
