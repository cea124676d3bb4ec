import { describe, expect, it } from 'vitest'
import { createVerifiedTokens } from '../src/verified-tokens.ts'
import { mintCaller } from '../src/caller.ts'
import { epochSeconds } from '@gatehouse/protocol/time'
import { createIssuerKeys, keepMetadata } from '../src/discover.ts'
import { createGuard } from '../src/index.ts'
import {
  createSigner,
  goodClaims,
  issuer,
  localIssuer,
  refused,
  resource,
  sign,
  smallWorld,
  start,
  verdict,
} from './local-issuer.ts'

describe('a verified token is remembered, and only that very token', () => {
  it('R17: a remembered token dies at exp and not a second later', async () => {
    const world = await smallWorld()
    const token = await world.token({ exp: start + 100 })
    expect((await world.callWith(token)).status).toBe(200)
    world.clock.now = start + 99
    expect((await world.callWith(token)).status).toBe(200)
    world.clock.now = start + 100
    expect(await verdict(await world.callWith(token))).toEqual(refused)
  })

  it('R17: the same token gets its own verdict at another resource of the same process', async () => {
    const world = await smallWorld()
    const token = await world.token()
    expect((await world.callWith(token)).status).toBe(200)
    const elsewhere = createGuard({
      resource: 'https://mail.example/mcp',
      issuer,
      fetch: world.authority.fetch,
      now: () => world.clock.now,
    })
    const request = new Request('https://mail.example/mcp', { headers: { authorization: `Bearer ${token}` } })
    expect((await elsewhere.handle(request, () => new Response())).status).toBe(401)
  })

  it('R17: the key is injective over issuer, resource and token, and holds none of the token', async () => {
    const pairs = [
      ['a', 'b'],
      ['a","b', ''],
      ['ab', ''],
      ['', 'ab'],
      ['a', 'b"]'],
    ] as const
    const keys = await Promise.all(
      pairs.flatMap(([one, two]) =>
        ['t', 'b","t', 't"]'].map(async (token) => createVerifiedTokens(one, two).keyOf(token)),
      ),
    )
    expect(new Set(keys).size).toBe(15)
    expect(await createVerifiedTokens('a', 'b').keyOf('eyJhbGciOi')).not.toContain('eyJ')
  })

  it('R17: the memory is bounded, and forgets the oldest first', () => {
    const memory = createVerifiedTokens(issuer, resource)
    const now = epochSeconds(start)
    const caller = mintCaller({
      principal: 'p',
      issuer,
      subject: 's',
      clientId: 'c',
      scopes: [],
      roles: [],
      authentication: 'jwt',
      claims: {},
    })
    const verified = { caller, jti: 'j', expiresAt: epochSeconds(start + 3600) }
    for (let n = 0; n < 10_050; n += 1) memory.remember(`key${n}`, verified, now)
    const kept = Array.from({ length: 10_050 }, (_, n) => memory.find(`key${n}`, now)).filter(Boolean)
    expect(kept).toHaveLength(10_000)
    expect(memory.find('key49', now)).toBeUndefined()
  })

  it('R17: a token that was revoked after it was remembered is refused on the next call', async () => {
    const ended = new Set<string>()
    const asked: unknown[] = []
    const revocation = {
      hasEnded: (token: { grantId?: string; jti: string }) => {
        asked.push(token)
        return ended.has(token.grantId ?? token.jti)
      },
    }
    const world = await smallWorld({ revocation })
    const token = await world.token()
    expect((await world.callWith(token)).status).toBe(200)
    expect((await world.callWith(token)).status).toBe(200)
    ended.add('grt_1')
    expect(await verdict(await world.callWith(token))).toEqual(refused)
    expect(asked).toEqual(Array.from({ length: 3 }, () => ({ grantId: 'grt_1', jti: 'jti_1' })))
    const machine = await world.token({ grant_id: undefined, jti: 'jti_2' })
    expect((await world.callWith(machine)).status).toBe(200)
    expect(asked.at(-1)).toEqual({ jti: 'jti_2' })
  })

  it('a signing key that the issuer withdraws stops working for remembered tokens, too', async () => {
    const world = await smallWorld()
    const token = await world.token()
    expect((await world.callWith(token)).status).toBe(200)
    const next = await createSigner('k2')
    world.authority.publish([next.jwk])
    world.clock.now += 601
    expect(await verdict(await world.callWith(token))).toEqual(refused)
    expect((await world.callWith(await sign(next, goodClaims()))).status).toBe(200)
  })
})

describe('the issuer is asked seldom', () => {
  it('R18: 10,000 unknown keys cause one more JWKS fetch in a cooldown, while good tokens pass', async () => {
    const world = await smallWorld()
    const good = await world.token()
    expect((await world.callWith(good)).status).toBe(200)
    world.clock.now += 30
    const bad = await world.token({}, { kid: 'KID' })
    const [header = '', ...rest] = bad.split('.')
    const text = Buffer.from(header, 'base64url').toString()
    const flood = Array.from({ length: 10_000 }, (_, n) =>
      world.callWith([Buffer.from(text.replace('KID', `kid-${n}`)).toString('base64url'), ...rest].join('.')),
    )
    const honest = Array.from({ length: 100 }, () => world.callWith(good))
    expect(new Set((await Promise.all(flood)).map(({ status }) => status))).toEqual(new Set([401]))
    expect(new Set((await Promise.all(honest)).map(({ status }) => status))).toEqual(new Set([200]))
    expect(world.authority.jwksFetches()).toBe(2)
    world.clock.now += 29
    await world.callWith(bad)
    expect(world.authority.jwksFetches()).toBe(2)
    world.clock.now += 1
    // The very same token would be refused from memory.
    await world.callWith(await world.token({}, { kid: 'another' }))
    expect(world.authority.jwksFetches()).toBe(3)
  })

  it('R18: 100 first calls at once cause one fetch', async () => {
    const signer = await createSigner()
    const authority = localIssuer([signer.jwk])
    const { fetch } = authority
    const now = () => epochSeconds(start)
    const keys = createIssuerKeys({ issuer, metadata: keepMetadata(issuer, fetch, now), fetch, now })
    const header = { alg: 'ES256', kid: 'k1' }
    const found = await Promise.all(Array.from({ length: 100 }, () => keys.find(header)))
    expect(new Set(found.map(({ type }) => type))).toEqual(new Set(['public']))
    expect(authority.asked).toEqual([`${issuer}/.well-known/oauth-authorization-server`, `${issuer}/jwks`])
  })

  it('a new key is found as soon as a token names it', async () => {
    const world = await smallWorld()
    expect((await world.callWith(await world.token())).status).toBe(200)
    const next = await createSigner('k2')
    world.authority.publish([world.signer.jwk, next.jwk])
    world.clock.now += 30
    expect((await world.callWith(await sign(next, goodClaims({ jti: 'jti_2' })))).status).toBe(200)
  })

  it('an issuer that goes down takes nobody’s sign-in away for an hour, and everybody’s after it', async () => {
    const world = await smallWorld()
    const token = await world.token({ exp: start + 10_000 })
    expect((await world.callWith(token)).status).toBe(200)
    world.authority.answer('/jwks', () => new Response('down', { status: 500 }))
    world.clock.now += 4000
    expect((await world.callWith(token)).status).toBe(200)
    const asked = world.authority.asked.length
    world.clock.now += 10
    const unknown = await sign(await createSigner('k9'), goodClaims({ exp: start + 10_000 }))
    expect((await world.callWith(unknown)).status).toBe(503)
    expect(world.authority.asked).toHaveLength(asked)
    world.clock.now += 301
    expect((await world.callWith(token)).status).toBe(503)
    world.authority.answer('/jwks', () => Response.json({ keys: [world.signer.jwk] }))
    world.clock.now += 30
    expect((await world.callWith(token)).status).toBe(200)
  })

  it('asks without redirects, with a time limit, and sends nothing of the caller', async () => {
    const inits: (RequestInit | undefined)[] = []
    const authority = localIssuer([(await createSigner()).jwk])
    const world = await smallWorld({
      fetch: (url, init) => {
        inits.push(init)
        return authority.fetch(url)
      },
    })
    await world.callWith(await world.token())
    expect(inits).toHaveLength(2)
    for (const init of inits) {
      expect(init?.redirect).toBe('manual')
      expect(init?.signal).toBeInstanceOf(AbortSignal)
      expect(init?.headers).toEqual({ accept: 'application/json' })
    }
  })
})
