/** INV7: a token that is wrong in any way, or cannot be checked now, brings no byte to the upstream. */
import { type CryptoKey, exportJWK, generateKeyPair, SignJWT } from 'jose'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { overHttp } from './definitions.ts'
import { type GatewayWorld, issuer, openGatewayWorld } from './gateway-world.ts'
import { openSpyUpstream, type SpyUpstream } from './http/spy-upstream.ts'

type Answers = (document: object) => Response | Promise<Response>

let spy: SpyUpstream
let gateway: GatewayWorld
let privateKey: CryptoKey
let publicKey: CryptoKey

beforeAll(async () => {
  ;({ privateKey, publicKey } = await generateKeyPair('ES256'))
  spy = await openSpyUpstream()
  gateway = await open((document) => Response.json(document))
})

afterAll(async () => {
  await gateway.close()
  await spy.close()
})

/** `answers`: the authorization server as the guard finds it. */
const open = async (answers: Answers): Promise<GatewayWorld> => {
  const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: 'k1', alg: 'ES256', use: 'sig' }] }
  const metadata = { issuer, jwks_uri: `${issuer}/jwks` }
  const guard = {
    issuer,
    checkAtStart: false,
    isOnlyResource: false,
    revocation: { hasEnded: async ({ jti }: { readonly jti?: string | undefined }) => jti === 'given-back' },
    fetch: async (url: string) => await answers(url.endsWith('/jwks') ? jwks : metadata),
  }
  return await openGatewayWorld(() => [overHttp('notes', spy.url), overHttp('other', spy.url)], { guard })
}

const now = () => Math.floor(Date.now() / 1000)

const sign = (at: GatewayWorld, claims: object = {}, header: object = {}): Promise<string> =>
  new SignJWT({
    iss: issuer,
    sub: 'alice',
    aud: `${at.origin}/mcp/notes`,
    client_id: 'client-1',
    scope: 'notes:read notes:write notes:admin',
    exp: now() + 600,
    iat: now(),
    jti: crypto.randomUUID(),
    ...claims,
  })
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: 'k1', ...header })
    .sign(privateKey)

const knock = async ({ origin }: GatewayWorld, token: string): Promise<number> => {
  const response = await fetch(`${origin}/mcp/notes`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 7, method: 'tools/call', params: { name: 'look', arguments: {} } }),
  })
  return response.status
}

it.each<[what: string, answers: Answers]>([
  ['does not answer', () => Promise.reject(new TypeError('fetch failed'))],
  ['fails', () => new Response('no', { status: 500 })],
  ['speaks HTML', () => new Response('<html>', { headers: { 'content-type': 'text/html' } })],
  ['publishes no keys', (document) => Response.json('keys' in document ? { keys: [] } : document)],
])('INV7: while the authorization server %s, nobody comes in', async (_what, answers) => {
  const world = await open(answers)
  expect(await knock(world, await sign(world))).toBeGreaterThanOrEqual(401)
  expect(spy.seen).toEqual([])
  await world.close()
})

it.each<[what: string, claims: () => object, header?: object]>([
  ['has expired', () => ({ exp: now() - 120 })],
  ['never expires', () => ({ exp: undefined })],
  ['is not valid yet', () => ({ nbf: now() + 600 })],
  ['is of another issuer', () => ({ iss: 'https://evil.example' })],
  ['is for another resource', () => ({ aud: 'https://elsewhere.example/mcp' })],
  ['is for another server of this gateway', () => ({ aud: `${gateway.origin}/mcp/other` })],
  ['is for two', () => ({ aud: [`${gateway.origin}/mcp/notes`, `${gateway.origin}/mcp/other`] })],
  ['is for nobody', () => ({ aud: undefined })],
  ['was given back', () => ({ jti: 'given-back' })],
  ['is an ID token', () => ({ nonce: 'n' }), { typ: 'JWT' }],
  ['names a key that nobody published', () => ({}), { kid: 'k2' }],
])('INV7: a token that %s brings no byte to the upstream', async (_what, claims, header) => {
  expect(await knock(gateway, await sign(gateway, claims(), header))).toBe(401)
  expect(spy.seen).toEqual([])
})

it('a good token does: the spy sees', async () => {
  expect(await knock(gateway, await sign(gateway))).toBe(200)
  expect(spy.seen).toHaveLength(1)
})
