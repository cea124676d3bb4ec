/** Group F, the keys themselves: registered, or at an address that is asked only when it is worth it. RFC 7591 §2, RFC 7517 §5 */
import { hours, minutes, seconds } from '@gatehouse/protocol/time'
import { keyHolder, type App, type KeyHolder } from '@gatehouse/testkit'
import { beforeEach, describe, expect, it } from 'vitest'

import { callback, jwksUri, assertionWorld, one, type AssertionWorld } from './assertion-world.ts'
import { expectJsonError, refusedWith } from './outcomes.ts'

let { web, world, claims, configured, post, ask, statusOf }: AssertionWorld = await assertionWorld()
beforeEach(async () => {
  ;({ web, world, claims, configured, post, ask, statusOf } = await assertionWorld())
})

describe('keys at an address', () => {
  const serve = (...keys: readonly KeyHolder[]) => web.serve(jwksUri, { keys: keys.map(({ publicJwk }) => publicJwk) })
  const two = keyHolder('ES256', 'two')

  it('are fetched when they are needed, and kept', async () => {
    serve(one)
    const id = await configured({ jwksUri })
    expect(web.asked).toEqual([])
    for (const _ of [1, 2, 3]) expect(await statusOf(one.sign(claims(id)))).toBe(200)
    expect(web.asked).toEqual([jwksUri])
  })

  it('are fetched anew for a kid that is unknown, by all who ask at once together, and once in a while only', async () => {
    serve(one)
    const id = await configured({ jwksUri })
    expect(await statusOf(one.sign(claims(id)))).toBe(200)
    serve(two)
    expect(await statusOf(two.sign(claims(id)))).toBe(401)
    expect(web.asked).toHaveLength(1)
    world.clock.advance(seconds(30))
    const statuses = await Promise.all(Array.from({ length: 8 }, () => statusOf(two.sign(claims(id)))))
    expect(new Set(statuses)).toEqual(new Set([200]))
    expect(web.asked).toHaveLength(2)
    // The old one was taken back by its owner.
    expect(await statusOf(one.sign(claims(id)))).toBe(401)
  })

  it('F11: while they cannot be read the answer is 503, never acceptance and never invalid_client', async () => {
    const id = await configured({ jwksUri })
    for (const fail of [
      () => web.answer(jwksUri, { outcome: 'failed', reason: 'the address is private' }),
      () => web.answer(jwksUri, { outcome: 'failed', reason: 'status 302' }),
      () => web.answer(jwksUri, { outcome: 'overBudget', retryAfter: seconds(9) }),
      () => web.serve(jwksUri, 'x'.repeat(10_000_000)),
      () => web.serve(jwksUri, '<html>'),
      () => web.serve(jwksUri, [one.publicJwk]),
      () => web.down(),
    ]) {
      fail()
      for (const _ of [1, 2]) {
        const answer = await world.unchanged(() => ask(one.sign(claims(id))))
        expect(Number(answer.headers.get('Retry-After'))).toBeGreaterThan(0)
        await expectJsonError(answer, 503, 'temporarily_unavailable')
      }
      world.clock.advance(seconds(30))
    }
    expect(web.asked).toHaveLength(7)
    web.up()
    serve(one)
    expect(await statusOf(one.sign(claims(id)))).toBe(200)
  })

  it('F11: known ones are used for a day while their host is silent, and not longer', async () => {
    serve(one)
    const id = await configured({ jwksUri })
    expect(await statusOf(one.sign(claims(id)))).toBe(200)
    web.down()
    world.clock.advance(seconds(hours(24) - 1))
    expect(await statusOf(one.sign(claims(id)))).toBe(200)
    world.clock.advance(seconds(1))
    expect(await statusOf(one.sign(claims(id)))).toBe(503)
  })

  it('INV4: nobody makes us fetch by an assertion alone: a client that came by itself must hold a code or have had a token', async () => {
    serve(one)
    const metadata = { redirect_uris: [callback], token_endpoint_auth_method: 'private_key_jwt', jwks_uri: jwksUri }
    const { clientId } = await world.register(metadata)
    const assertion = () => one.sign(claims(clientId))
    await expectJsonError(await ask(assertion()), 401, 'invalid_client')
    const foreign = await world.app.sendToSignIn(world.alice)
    await expectJsonError(await ask(assertion(), { code: foreign }), 401, 'invalid_client')
    expect(web.asked).toEqual([])
    const app = world.actor({ clientId, redirectUri: callback, assertion })
    const tokens = await app.redeem(await app.sendToSignIn(world.alice))
    expect(web.asked).toEqual([jwksUri])
    await app.refresh(tokens)
  })
})

describe('registration with keys', () => {
  const wish = { redirect_uris: [callback], token_endpoint_auth_method: 'private_key_jwt' }

  it('gives no secret, and the client lives by its key from code to revocation', async () => {
    const registered = await world.register({ ...wish, jwks: { keys: [one.publicJwk] } })
    expect(registered.clientSecret).toBeUndefined()
    const { clientId } = registered
    const app: App = world.actor({ clientId, redirectUri: callback, assertion: () => one.sign(claims(clientId)) })
    const tokens = await app.refresh(await app.redeem(await app.sendToSignIn(world.alice)))
    await app.revoke(tokens.refresh_token ?? '')
    await expect(app.refresh(tokens)).rejects.toMatchObject(refusedWith(400, 'invalid_grant'))
  })

  it('G6: a point that is not on its curve is refused, and a key too many, too short or twice', async () => {
    const { x } = keyHolder().publicJwk
    const short = { kty: 'RSA', e: 'AQAB', n: 'x'.repeat(171) }
    const faulty: readonly unknown[] = [
      { keys: [{ ...one.publicJwk, x }] },
      { keys: [short] },
      { keys: [one.publicJwk, one.publicJwk] },
      { keys: Array.from({ length: 21 }, (_, at) => ({ ...one.publicJwk, kid: String(at) })) },
      { keys: [] },
      [one.publicJwk],
    ]
    for (const jwks of faulty) {
      const body = JSON.stringify({ ...wish, jwks })
      const headers = { 'Content-Type': 'application/json' }
      const answer = await world.unchanged(() => world.request('/register', { method: 'POST', body, headers }))
      await expectJsonError(answer, 400, 'invalid_client_metadata')
    }
  })

  it('needs keys: none, both kinds, or an address that is no public https name are refused', async () => {
    for (const members of [
      {},
      { jwks: { keys: [one.publicJwk] }, jwks_uri: jwksUri },
      { jwks_uri: 'http://app.example/jwks.json' },
      { jwks_uri: 'https://127.0.0.1/jwks.json' },
      { jwks_uri: 'https://localhost/jwks.json' },
      { jwks: { keys: [one.publicJwk] }, token_endpoint_auth_signing_alg: 'HS256' },
    ]) {
      await expect(world.register({ ...wish, ...members })).rejects.toThrow('invalid_client_metadata')
    }
    expect(web.asked).toEqual([])
  })

  it('F7: only by the algorithm that it registered, if it did', async () => {
    const keys = keyHolder('RS256')
    const { alg: _, ...anyAlgorithm } = keys.publicJwk
    const answer = await post('/register', {})
    expect(answer.status).toBe(400)
    const registered = await world.register({
      redirect_uris: [callback],
      token_endpoint_auth_method: 'private_key_jwt',
      token_endpoint_auth_signing_alg: 'PS256',
      jwks: { keys: [anyAlgorithm] },
    })
    await expectJsonError(await ask(keys.sign(claims(registered.clientId))), 401, 'invalid_client')
  })

  it('F7: a private or symmetric key is registered by nobody, and proves nothing where it is published', async () => {
    for (const jwk of [one.privateJwk, { kty: 'oct', k: 'c2VjcmV0', kid: 'one' }]) {
      await expect(configured({ jwks: [jwk] })).rejects.toMatchObject({ code: 'invalid_client_metadata' })
      web.serve(jwksUri, { keys: [jwk] })
      const id = await configured({ jwksUri })
      await expectJsonError(await world.unchanged(() => ask(one.sign(claims(id)))), 401, 'invalid_client')
      world.clock.advance(minutes(1))
    }
  })
})
