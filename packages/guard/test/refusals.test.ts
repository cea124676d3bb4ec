/** What was refused a moment ago costs nothing the second time, what is soon old is renewed beside the calls, and both stay bounded. */
import { afterEach, describe, expect, it, vi } from 'vitest'
import { refuse } from '@gatehouse/protocol/errors'
import { epochSeconds } from '@gatehouse/protocol/time'
import { createRefusedTokens } from '../src/refused-tokens.ts'
import { isSignedBy } from '#signature'
import { createSigner, goodClaims, issuer, refused, sign, smallWorld, start, verdict } from './local-issuer.ts'

vi.mock('#signature', { spy: true })
afterEach(() => void vi.restoreAllMocks())

describe('a refused token', () => {
  it('R17: costs one signature in five seconds, however often it comes', async () => {
    const world = await smallWorld()
    expect((await world.callWith(await world.token())).status).toBe(200)
    const forged = await sign(await createSigner('k1'), goodClaims({ jti: 'forged' }))
    const verify = vi.mocked(isSignedBy).mockClear()
    const together = Array.from({ length: 100 }, () => world.callWith(forged))
    for (const response of await Promise.all(together)) expect(await verdict(response)).toEqual(refused)
    for (let n = 0; n < 100; n += 1) expect((await world.callWith(forged)).status).toBe(401)
    expect(verify).toHaveBeenCalledTimes(1)
    world.clock.now += 5
    expect((await world.callWith(forged)).status).toBe(401)
    expect(verify).toHaveBeenCalledTimes(2)
  })

  it('R17: is one token, and not its neighbour', async () => {
    const world = await smallWorld()
    const [bad, good] = [await world.token({ exp: start }), await world.token()]
    expect((await world.callWith(bad)).status).toBe(401)
    expect((await world.callWith(good)).status).toBe(200)
    expect((await world.callWith(bad)).status).toBe(401)
  })

  it('is believed when its key has become known', async () => {
    const world = await smallWorld()
    expect((await world.callWith(await world.token())).status).toBe(200)
    const next = await createSigner('k2')
    const early = await sign(next, goodClaims({ jti: 'early' }))
    expect((await world.callWith(early)).status).toBe(401)
    world.authority.publish([world.signer.jwk, next.jwk])
    world.clock.now += 30
    expect((await world.callWith(early)).status).toBe(200)
  })

  it('R21: is not remembered when nobody could tell', async () => {
    const world = await smallWorld()
    world.authority.answer('/jwks', () => new Response('', { status: 500 }))
    const token = await world.token()
    expect((await world.callWith(token)).status).toBe(503)
    world.authority.answer('/jwks', () => Response.json({ keys: [world.signer.jwk] }))
    world.clock.now += 2
    expect((await world.callWith(token)).status).toBe(200)
  })

  it('R17: the memory of refusals is bounded, and forgets the oldest first', () => {
    const memory = createRefusedTokens()
    const now = epochSeconds(start)
    for (let n = 0; n < 10_050; n += 1) memory.remember(`key${n}`, refuse('invalid_token', 'no'), now)
    expect(Array.from({ length: 10_050 }, (_, n) => memory.find(`key${n}`, now)).filter(Boolean)).toHaveLength(10_000)
    expect(memory.find('key49', now)).toBeUndefined()
    expect(memory.find('key10049', epochSeconds(start + 5))).toBeUndefined()
  })
})

describe('what an issuer says', () => {
  const fresh = async (world: Awaited<ReturnType<typeof smallWorld>>, jti: string) =>
    (await world.callWith(await world.token({ jti, exp: start + 90_000 }))).status

  it('is asked for beside the calls before it is old, so that none of them waits', async () => {
    const world = await smallWorld()
    expect(await fresh(world, 'a')).toBe(200)
    let release = (): void => undefined
    const held = new Promise<void>((resolve) => (release = resolve))
    world.authority.answer('/jwks', async () => {
      await held
      return Response.json({ keys: [world.signer.jwk] })
    })
    world.clock.now += 479
    expect(await fresh(world, 'b')).toBe(200)
    expect(world.authority.jwksFetches()).toBe(1)
    world.clock.now += 1
    expect(await fresh(world, 'c')).toBe(200)
    expect(world.authority.jwksFetches()).toBe(2)
    release()
    await new Promise((resolve) => setTimeout(resolve, 10))
    world.clock.now += 400
    expect(await fresh(world, 'd')).toBe(200)
    expect(world.authority.jwksFetches()).toBe(2)
  })

  it('its metadata is kept apart from its keys: a key that is not known asks for keys alone', async () => {
    const world = await smallWorld()
    expect(await fresh(world, 'a')).toBe(200)
    for (let n = 0; n < 5; n += 1) {
      world.clock.now += 30
      expect((await world.callWith(await world.token({}, { kid: `kid-${n}` }))).status).toBe(401)
    }
    expect(world.authority.asked.filter((url) => url.includes('.well-known'))).toHaveLength(1)
    expect(world.authority.jwksFetches()).toBe(6)
  })

  it('keys that have moved are found where the metadata says', async () => {
    const world = await smallWorld()
    expect(await fresh(world, 'a')).toBe(200)
    world.authority.metadata['jwks_uri'] = `${issuer}/moved/jwks`
    world.authority.answer('/jwks', () => new Response(null, { status: 404 }))
    const next = await createSigner('k2')
    world.authority.answer('/moved/jwks', () => Response.json({ keys: [next.jwk] }))
    const token = await sign(next, goodClaims({ jti: 'moved' }))
    world.clock.now += 30
    expect((await world.callWith(token)).status).toBe(503)
    world.clock.now += 30
    expect((await world.callWith(token)).status).toBe(200)
  })
})
