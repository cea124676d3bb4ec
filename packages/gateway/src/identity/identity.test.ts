/** The identity token as an upstream sees it: checked with jose against the keys that are served. */
import { createGate, fromNode, readOptions } from '@gatehouse/guard/gate'
import type { Caller } from '@gatehouse/guard'
import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose'
import { describe, expect, it } from 'vitest'
import { createIdentity } from './identity.ts'

const alice: Caller = Object.freeze({
  principal: 'https://auth.example|alice',
  issuer: 'https://auth.example',
  subject: 'alice',
  clientId: 'client-1',
  scopes: ['notes:read', 'notes:write'],
  roles: ['editor'],
  tenant: 'acme',
  email: 'alice@acme.example',
  grantId: 'grt_1',
  authentication: 'jwt' as const,
  claims: { secret_claim: 'stays here' },
})

const begun = Math.floor(Date.now() / 1000)
const identityAt = (now = () => begun, secret = new Uint8Array(32).fill(3)) =>
  createIdentity({ secret, issuer: 'https://gate.example/mcp', now })

const keysOf = ({ jwks }: ReturnType<typeof identityAt>) =>
  createLocalJWKSet({ keys: jwks.keys.map((key) => ({ ...key })) })

describe('an identity token', () => {
  it('says who is calling, for one upstream, for a minute', async () => {
    const identity = identityAt()
    const { payload, protectedHeader } = await jwtVerify(identity.tokenFor(alice, 'urn:notes'), keysOf(identity), {
      issuer: 'https://gate.example/mcp',
      audience: 'urn:notes',
      typ: 'gatehouse-identity+jwt',
      algorithms: ['EdDSA'],
    })
    expect(protectedHeader.kid).toBe(identity.jwks.keys[0]?.['kid'])
    expect(payload).toMatchObject({
      sub: 'alice',
      principal: 'https://auth.example|alice',
      token_issuer: 'https://auth.example',
      client_id: 'client-1',
      scope: 'notes:read notes:write',
      grant_id: 'grt_1',
      email: 'alice@acme.example',
      tenant: 'acme',
      roles: ['editor'],
      iat: begun,
      exp: begun + 60,
    })
    expect(JSON.stringify(payload)).not.toContain('stays here')
    const behind = new Date((begun - 5) * 1000)
    await jwtVerify(identity.tokenFor(alice, 'urn:notes'), keysOf(identity), { currentDate: behind })
  })

  it('is worth nothing at another upstream, or signed by another installation', async () => {
    const identity = identityAt()
    const token = identity.tokenFor(alice, 'urn:notes')
    await expect(jwtVerify(token, keysOf(identity), { audience: 'urn:mail' })).rejects.toThrow('aud')
    const other = identityAt(() => begun, new Uint8Array(32).fill(4))
    await expect(jwtVerify(token, keysOf(other))).rejects.toThrow('no applicable key')
  })

  it('is the same for half a minute, and then a new one with most of its life before it', () => {
    let now = begun
    const { tokenFor } = identityAt(() => now)
    const first = tokenFor(alice, 'urn:notes')
    now += 29.9
    expect(tokenFor(alice, 'urn:notes')).toBe(first)
    expect(tokenFor(alice, 'urn:mail')).not.toBe(first)
    expect(tokenFor({ ...alice }, 'urn:notes')).not.toBe(first)
    now += 0.1
    expect(tokenFor(alice, 'urn:notes')).not.toBe(first)
    now -= 3600
    const earlier = tokenFor(alice, 'urn:notes')
    expect(JSON.parse(Buffer.from(earlier.split('.')[1] ?? '', 'base64url').toString())).toMatchObject({
      exp: begun - 3540 + 29 + 1,
    })
  })

  it('says of the gateway itself that it is nobody: no person, no client, nothing that is allowed', async () => {
    const identity = identityAt()
    const itself = 'https://gate.example/mcp'
    const options = { issuer: itself, audience: 'urn:notes', typ: 'gatehouse-identity+jwt' }
    const { payload } = await jwtVerify(identity.ownToken('urn:notes'), keysOf(identity), options)
    expect(payload).toEqual({
      iss: itself,
      aud: 'urn:notes',
      sub: itself,
      principal: `${itself}|${itself}`,
      is_gateway: true,
      iat: begun,
      exp: begun + 60,
      jti: expect.any(String),
    })
    expect(identity.ownToken('urn:notes')).toBe(identity.ownToken('urn:notes'))
    expect(identity.ownToken('urn:mail')).not.toBe(identity.ownToken('urn:notes'))
    const called = await jwtVerify(identity.tokenFor(alice, 'urn:notes'), keysOf(identity))
    expect(called.payload).not.toHaveProperty('is_gateway')
  })

  it('is signed with a key that every replica has', () => {
    expect(identityAt().jwks).toEqual(identityAt().jwks)
  })

  it('opens no door of a guard, not even one that has the key and the name', async () => {
    const issuer = 'https://gate.example'
    const resource = 'https://gate.example/mcp/notes'
    const identity = createIdentity({ secret: new Uint8Array(32), issuer, now: () => begun })
    const token = identity.tokenFor(alice, resource)
    const gate = createGate(
      readOptions({
        resource,
        issuer,
        algorithms: ['EdDSA', 'ES256'],
        checkAtStart: false,
        revocation: { hasEnded: async () => false },
        fetch: async (url) =>
          Response.json(url.endsWith('/jwks') ? identity.jwks : { issuer, jwks_uri: `${issuer}/jwks` }),
      }),
    )
    const incoming = new IncomingMessage(new Socket())
    Object.assign(incoming, { method: 'GET', url: '/mcp/notes', rawHeaders: ['Authorization', `Bearer ${token}`] })
    incoming.headers.authorization = `Bearer ${token}`
    const outcome = await gate.decide(fromNode(incoming))
    expect(outcome).toMatchObject({ answer: { status: 401 }, decision: { code: 'invalid_token' } })
    expect(decodeProtectedHeader(token).typ).not.toBe('at+jwt')
    gate.close()
  })
})
