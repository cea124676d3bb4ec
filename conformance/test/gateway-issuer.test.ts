/** INV7 with an authorization server that is elsewhere: `gatehouse protect --issuer` believes it and nobody else, and nobody while it cannot be asked. */
import { type StandInIssuer, startIssuer } from '@gatehouse/guard-story'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { ask } from './world/ask.ts'
import { startBadUpstream, type BadUpstream } from './world/bad-upstream.ts'
import { startProtected, type Protected } from './world/protected.ts'

let issuer: StandInIssuer
let upstream: BadUpstream
let gateway: Protected
let before: number

beforeEach(async () => {
  ;[issuer, upstream] = await Promise.all([startIssuer(), startBadUpstream()])
  gateway = await startProtected([upstream.url, '--name', 'notes', '--issuer', issuer.url])
  before = upstream.bytes()
}, 60_000)

afterEach(async () => {
  await gateway?.stop()
  upstream.close()
  issuer.close()
})

const scope = 'notes:read notes:write notes:admin'
const knock = (token: string) => ask(gateway.mcp('notes'), { token, params: { name: 'plain', arguments: {} } })

it('INV7: its good token comes in, and one for somebody else, or of somebody else, brings no byte to the server', async () => {
  const stranger = await startIssuer()
  for (const token of [
    await issuer.token('https://elsewhere.example/mcp', scope),
    await issuer.token(gateway.issuer, scope),
    await stranger.token(gateway.mcp('notes'), scope),
  ]) {
    expect((await knock(token)).status).toBe(401)
  }
  stranger.close()
  expect((await knock(await issuer.token(gateway.mcp('notes'), 'notes:other'))).status).toBe(403)
  expect(upstream.bytes()).toBe(before)
  expect((await knock(await issuer.token(gateway.mcp('notes'), scope))).text).toContain('fine')
})

it('INV7: while it cannot be asked for its keys, nobody comes in, and the server sees no byte', async () => {
  const token = await issuer.token(gateway.mcp('notes'), scope)
  issuer.close()
  await gateway.restart()
  before = upstream.bytes()
  const { status, headers } = await knock(token)
  expect(status).toBe(503)
  expect(headers['retry-after']).toBeDefined()
  expect(upstream.bytes()).toBe(before)
})
