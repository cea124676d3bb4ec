/** The issuer's keys cannot be had, in every way in which that happens: what is known serves on, and nobody is hurried. cases X12 */
import { describe, expect, it } from 'vitest'
import { createSigner, goodClaims, issuer, sign, smallWorld, start } from './local-issuer.ts'

/** Ways to have no keys. `slow` never answers: the time limit ends it. */
const outages: Readonly<Record<string, () => Promise<Response> | Response>> = {
  down: () => Promise.reject(new TypeError('connection refused')),
  'answering 500': () => new Response('oops', { status: 500 }),
  'answering 200 with HTML': () => new Response('<h1>Maintenance</h1>'),
  'answering JSON that is no JWKS': () => Response.json({ keys: 'none' }),
  'answering a JWKS without keys': () => Response.json({ keys: [] }),
  'answering keys without their members': () => Response.json({ keys: [{ kty: 'EC', kid: 'k1' }] }),
  'answering more than is read': () => new Response(`{"keys":[${' '.repeat(300_000)}]}`),
  'moved elsewhere': () => new Response(null, { status: 302, headers: { location: 'https://elsewhere.example/jwks' } }),
}

const hour = 3600
const minute = 60

/** A guard that knows its keys, with an hour of tokens. */
const knowing = async () => {
  const world = await smallWorld()
  const token = await world.token({ exp: start + 3 * hour })
  expect((await world.callWith(token)).status).toBe(200)
  const next = await createSigner('k2')
  const unknown = await sign(next, goodClaims({ jti: 'jti_2', exp: start + 3 * hour }))
  const asked = () => world.authority.asked.length
  return { ...world, token, next, unknown, asked }
}

describe.each(Object.entries(outages))('X12: the JWKS %s', (_, answer) => {
  it('takes nobody’s sign-in away for an hour, and is asked once in a cooldown', async () => {
    const world = await knowing()
    world.authority.answer('/jwks', answer)
    world.clock.now += 10 * minute
    const before = world.authority.jwksFetches()
    for (let second = 0; second < hour; second += 10) {
      expect((await world.callWith(world.token)).status).toBe(200)
      expect((await world.callWith(world.unknown)).status).toBe(503)
      world.clock.now += 10
    }
    expect(world.authority.jwksFetches() - before).toBe(hour / 30)
    expect((await world.callWith(world.token)).status).toBe(503)
    expect(world.handled).toHaveLength(1 + hour / 10)
  })

  it('is over half a minute after it is over, for old and new keys', async () => {
    const world = await knowing()
    world.authority.answer('/jwks', answer)
    world.clock.now += 20 * minute
    expect((await world.callWith(world.unknown)).status).toBe(503)
    world.authority.answer('/jwks', () => Response.json({ keys: [world.signer.jwk, world.next.jwk] }))
    world.clock.now += 30
    expect((await world.callWith(world.token)).status).toBe(200)
    expect((await world.callWith(world.unknown)).status).toBe(200)
  })
})

describe('X12: a JWKS that hangs', () => {
  const hanging = () => {
    const waiting: (() => void)[] = []
    const answer = () => new Promise<Response>((_, reject) => waiting.push(() => reject(new Error('time limit'))))
    return { answer, giveUp: () => waiting.splice(0).forEach((reject) => reject()), count: () => waiting.length }
  }

  it('holds up whoever is there when it begins, until the time limit; after that nobody with a known key', async () => {
    const world = await knowing()
    const { answer, giveUp, count } = hanging()
    world.authority.answer('/jwks', answer)
    world.clock.now += 11 * minute
    const first = world.callWith(world.token)
    while (count() === 0) await new Promise((resolve) => setImmediate(resolve))
    giveUp()
    expect((await first).status).toBe(200)
    for (let tries = 0; tries < 10; tries += 1) {
      world.clock.now += 6 * minute - 30
      expect((await world.callWith(world.token)).status).toBe(200)
    }
    giveUp()
  })

  it('is asked anew when a runtime dropped the question', async () => {
    const world = await knowing()
    world.authority.answer('/jwks', () => new Promise<Response>(() => undefined))
    world.clock.now += 11 * minute
    void world.callWith(world.token)
    while (world.authority.jwksFetches() < 2) await new Promise((resolve) => setImmediate(resolve))
    world.authority.answer('/jwks', () => Response.json({ keys: [world.signer.jwk, world.next.jwk] }))
    world.clock.now += 30
    expect((await world.callWith(world.unknown)).status).toBe(200)
  })

  it('nor does metadata that hangs or lies take away what is known', async () => {
    const world = await knowing()
    for (const lie of [{ issuer: 'https://other.example' }, { issuer, jwks_uri: 'https://other.example/jwks' }, []]) {
      world.authority.answer('/.well-known/oauth-authorization-server', () => Response.json(lie))
      world.clock.now += 11 * minute
      expect((await world.callWith(world.token)).status).toBe(200)
    }
  })
})
