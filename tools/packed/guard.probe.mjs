/** Runs beside the installed tarball, on each Node that it promises: the packed guard admits, refuses, and says how to get in. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { test } from 'node:test'
import { createGuard, requireCaller } from '@gatehouse/guard'
import { protect } from '@gatehouse/guard/node'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'

const issuer = 'https://auth.example'
const resource = 'https://notes.example/mcp'
const { publicKey, privateKey } = await generateKeyPair('ES256')
const jwk = { ...(await exportJWK(publicKey)), kid: 'k1', alg: 'ES256', use: 'sig' }

const options = {
  resource,
  issuer: { url: issuer, keys: { jwks: { keys: [jwk] } } },
  scopes: ['notes:read'],
  tools: { wipe: ['notes:admin'] },
}

/** @type {(changes?: Record<string, unknown>, typ?: string) => Promise<string>} */
const token = (changes = {}, typ = 'at+jwt') => {
  const now = Math.floor(Date.now() / 1000)
  const claims = { iss: issuer, aud: resource, sub: 'usr_alice', client_id: 'app', scope: 'notes:read', jti: 'j1' }
  return new SignJWT({ ...claims, iat: now, exp: now + 300, ...changes })
    .setProtectedHeader({ alg: 'ES256', kid: 'k1', typ })
    .sign(privateKey)
}

/** @type {(name: string) => string} */
const calling = (name) => JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name } })
/** @type {(changes?: Record<string, unknown>, typ?: string) => Promise<Record<string, string>>} */
const headers = async (changes, typ) => ({
  authorization: `Bearer ${await token(changes, typ)}`,
  'content-type': 'application/json',
})

/**
 * One answer a row: what is sent, what comes back.
 * @type {readonly (readonly [string, () => Promise<RequestInit>, number])[]}
 */
const table = [
  ['a caller who may', async () => ({ headers: await headers(), body: calling('read') }), 200],
  ['nobody', async () => ({ body: calling('read') }), 401],
  ['a tool that needs more', async () => ({ headers: await headers(), body: calling('wipe') }), 403],
  [
    'another audience',
    async () => ({ headers: await headers({ aud: `${resource}-evil` }), body: calling('read') }),
    401,
  ],
  ['an ID token', async () => ({ headers: await headers({}, 'JWT'), body: calling('read') }), 401],
  ['a token that has expired', async () => ({ headers: await headers({ exp: 1 }), body: calling('read') }), 401],
]

const guard = createGuard(options)
for (const [what, init, status] of table) {
  await test(`web: ${what} is answered ${status}`, async () => {
    const request = new Request(resource, { method: 'POST', ...(await init()) })
    const answer = await guard.handle(request, ({ caller }) => Response.json({ subject: caller.subject }))
    assert.equal(answer.status, status)
    if (status === 200) assert.deepEqual(await answer.json(), { subject: 'usr_alice' })
    else assert.match(answer.headers.get('www-authenticate') ?? '', /^Bearer .*resource_metadata="https:\/\/notes\./)
  })
}

await test('node:http', async (context) => {
  const middleware = protect(options)
  const server = createServer((request, response) =>
    middleware(request, response, () => response.end(requireCaller(request).subject)),
  ).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  for (const [what, init, status] of table) {
    await context.test(`${what} is answered ${status}`, async () => {
      const answer = await fetch(`http://127.0.0.1:${port}/mcp`, { method: 'POST', ...(await init()) })
      assert.equal(answer.status, status)
    })
  }
  server.close()
  server.closeAllConnections()
})
