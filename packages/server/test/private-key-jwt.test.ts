/** Group F, by keys: a client proves itself by an assertion that it signs, once and only to us. RFC 7523 §3 */
import { clientAssertionType } from '@gatehouse/protocol/client-assertion'
import { formatBasicCredentials } from '@gatehouse/protocol/basic-credentials'
import { seconds } from '@gatehouse/protocol/time'
import { keyHolder } from '@gatehouse/testkit'
import { beforeEach, describe, expect, it } from 'vitest'
import { allEndpoints } from '../src/endpoints/index.ts'
import { openDoors } from '../src/http/doors.ts'
import { issuer, jwksUri, assertionWorld, one, withAssertion, type AssertionWorld } from './assertion-world.ts'
import { expectJsonError } from './outcomes.ts'

let { web, world, claims, configured, post, ask, statusOf }: AssertionWorld = await assertionWorld()
beforeEach(async () => {
  ;({ web, world, claims, configured, post, ask, statusOf } = await assertionWorld())
})

describe('a client with a key', () => {
  it('gets in by an assertion, with or without naming itself beside it', async () => {
    const id = await configured()
    expect(await statusOf(one.sign(claims(id)))).toBe(200)
    expect((await ask(one.sign(claims(id)), { client_id: id })).status).toBe(200)
    expect(await statusOf(one.sign(claims(id, { aud: [issuer], nbf: world.clock.now() })))).toBe(200)
  })

  it.each(['ES256', 'ES384', 'RS256', 'PS256', 'EdDSA'] as const)('may sign with %s', async (alg) => {
    const keys = keyHolder(alg)
    const id = await configured({ jwks: [keys.publicJwk] })
    expect(await statusOf(keys.sign(claims(id)))).toBe(200)
  })

  it('may call EdDSA by its newer name', async () => {
    const keys = keyHolder('EdDSA')
    const id = await configured({ jwks: [keys.publicJwk] })
    expect(await statusOf(keys.sign(claims(id), { alg: 'Ed25519' }))).toBe(200)
  })

  it('names its key, or lets us try those that fit', async () => {
    const two = keyHolder('ES256', 'two')
    const id = await configured({ jwks: [keyHolder('RS256').publicJwk, two.publicJwk, one.publicJwk] })
    for (const kid of ['one', undefined]) expect(await statusOf(one.sign(claims(id), { kid }))).toBe(200)
    for (const kid of ['two', 'three']) expect(await statusOf(one.sign(claims(id), { kid }))).toBe(401)
  })

  it('is proven alike at every endpoint where clients are', async () => {
    const id = await configured()
    const paths = allEndpoints(openDoors(world.needs)).filter(({ role }) => role === 'client')
    for (const { path } of paths) {
      const form = { grant_type: 'client_credentials', token: 'x' }
      expect([path, (await post(path, withAssertion(one.sign(claims(id)), form))).status]).toEqual([path, 200])
      expect([path, (await post(path, withAssertion('a.b.c', form))).status]).toEqual([path, 401])
      expect([path, (await post(path, { ...form, client_id: id })).status]).toEqual([path, 401])
    }
  })

  it('F5: another name in the form is invalid_request', async () => {
    const id = await configured()
    const form = { client_id: world.app.clientId }
    await expectJsonError(await world.unchanged(() => ask(one.sign(claims(id)), form)), 400, 'invalid_request')
  })

  it('F3: an assertion beside a secret or the Authorization header is invalid_request', async () => {
    const id = await configured()
    const assertion = one.sign(claims(id))
    await expectJsonError(await ask(assertion, { client_secret: 'x' }), 400, 'invalid_request')
    const headers = { Authorization: formatBasicCredentials({ clientId: id, clientSecret: 'x' }) }
    await expectJsonError(await post('/token', withAssertion(assertion), headers), 400, 'invalid_request')
    const { client_assertion_type: _, ...untyped } = withAssertion(assertion)
    await expectJsonError(await post('/token', untyped), 400, 'invalid_request')
    await expectJsonError(await post('/token', { client_assertion_type: clientAssertionType }), 400, 'invalid_request')
    const saml = { client_assertion: assertion, client_assertion_type: clientAssertionType.replace('jwt', 'saml2') }
    await expectJsonError(await post('/token', saml), 401, 'invalid_client')
  })

  it('F7: no algorithm, a symmetric one, one that it did not register, another client’s key: invalid_client', async () => {
    const id = await configured()
    const other = keyHolder('ES256', 'one')
    const others = await configured({ jwks: [other.publicJwk] })
    const honest = one.sign(claims(id))
    const [header = '', body = '', signature = ''] = honest.split('.')
    const unsigned = (alg: unknown) => `${Buffer.from(JSON.stringify({ alg })).toString('base64url')}.${body}.`
    const [first = '', ...rest] = signature
    for (const assertion of [
      unsigned('none'),
      unsigned('NONE'),
      unsigned(undefined),
      one.sign(claims(id), { alg: 'HS256' }),
      one.sign(claims(id), { alg: 'ES512' }),
      one.sign(claims(id), { alg: 'RS256' }),
      one.sign(claims(id), { crit: ['exp'] }),
      one.sign(claims(id), { b64: false, crit: ['b64'] }),
      other.sign(claims(id)),
      one.sign(claims(others)),
      // A header may bring a key or an address along: neither is looked at.
      other.sign(claims(id), { kid: undefined, jwk: other.publicJwk }),
      other.sign(claims(id), { kid: undefined, jku: jwksUri }),
      `${header}.${body}.${[first === 'A' ? 'B' : 'A', ...rest].join('')}`,
      `${header}.${body}.`,
      `${header}.${Buffer.from(JSON.stringify(claims(id))).toString('base64url')}.${signature}`,
    ]) {
      await expectJsonError(await world.unchanged(() => ask(assertion)), 401, 'invalid_client')
      world.clock.advance(seconds(4))
    }
    expect(web.asked).toEqual([])
  })

  it('F8: aud is our issuer and nothing else', async () => {
    const id = await configured()
    for (const aud of [
      `${issuer}/token`,
      `${issuer}/par`,
      `${issuer}/`,
      [issuer, 'https://other.example'],
      [],
      'https://other.example',
      undefined,
    ]) {
      const assertion = one.sign(claims(id, { aud }))
      await expectJsonError(await world.unchanged(() => ask(assertion)), 401, 'invalid_client')
    }
  })

  it('F8: the token endpoint is an audience for a client that an operator marked, and for no other', async () => {
    const marked = await configured(undefined, { mayNameTokenEndpoint: true })
    for (const aud of [`${issuer}/token`, issuer]) expect(await statusOf(one.sign(claims(marked, { aud })))).toBe(200)
    for (const aud of [`${issuer}/par`, [issuer, `${issuer}/token`]]) {
      expect(await statusOf(one.sign(claims(marked, { aud })))).toBe(401)
    }
  })

  it('F9: an assertion counts once, also for many at the same time', async () => {
    const id = await configured()
    const assertion = one.sign(claims(id))
    const statuses = await Promise.all(Array.from({ length: 12 }, () => statusOf(assertion)))
    expect(statuses.filter((status) => status === 200)).toHaveLength(1)
    expect(await statusOf(one.sign(claims(id, { jti: 'jti-1', exp: world.clock.now() + 61 })))).toBe(401)
  })

  it('F9: its jti is its own: another client may use the same one, and a stranger uses up none', async () => {
    const [id, another] = [await configured(), await configured()]
    const jti = 'the same'
    expect(await statusOf(keyHolder('ES256', 'one').sign(claims(id, { jti })))).toBe(401)
    expect(await statusOf(one.sign(claims(id, { jti })))).toBe(200)
    expect(await statusOf(one.sign(claims(another, { jti })))).toBe(200)
  })

  it('F9: without exp, with a late one, with iss unlike sub, with nbf ahead: invalid_client', async () => {
    const id = await configured()
    const now = world.clock.now()
    for (const changes of [
      { exp: undefined },
      { exp: now },
      { exp: now + 601 },
      { nbf: now + 61 },
      { iss: 'somebody' },
      { iss: undefined },
      { jti: undefined },
      { jti: '' },
    ]) {
      const assertion = one.sign(claims(id, changes))
      await expectJsonError(await world.unchanged(() => ask(assertion)), 401, 'invalid_client')
    }
    expect(await statusOf(one.sign(claims(id, { exp: now + 600, nbf: now + 60 })))).toBe(200)
  })

  it('F10: a token of another purpose is no assertion', async () => {
    const id = await configured()
    for (const typ of ['at+jwt', 'oauth-id-jag+jwt', 'dpop+jwt', 'secevent+jwt', 'x']) {
      const assertion = one.sign(claims(id), { typ })
      await expectJsonError(await world.unchanged(() => ask(assertion)), 401, 'invalid_client')
    }
    for (const typ of ['JWT', 'client-authentication+jwt']) {
      expect(await statusOf(one.sign(claims(id), { typ }))).toBe(200)
    }
    const tokens = await world.app.redeem(await world.app.sendToSignIn(world.alice))
    await expectJsonError(await ask(tokens.access_token), 401, 'invalid_client')
  })

  it('F1: an assertion that is none is 401, whatever it is', async () => {
    for (const assertion of [
      'x',
      '..',
      'a.b.c',
      `${'A'.repeat(9000)}.e30.x`,
      `e30.${Buffer.from('[]').toString('base64url')}.`,
    ]) {
      await expectJsonError(await world.unchanged(() => ask(assertion)), 401, 'invalid_client')
    }
  })

  it('F6: an unknown client, a disabled one and a wrong key get one answer, and too many of them 429', async () => {
    const [id, disabled] = [await configured(), await configured()]
    await world.store.forTenant('main').clients.setDisabled(disabled as never, world.clock.now(), [])
    const stranger = keyHolder('ES256', 'one')
    const answers = [
      await ask(one.sign(claims('cli_nobody'))),
      await ask(one.sign(claims(disabled))),
      await ask(stranger.sign(claims(id))),
      await ask(one.sign(claims(world.app.clientId))),
    ]
    expect(new Set(await Promise.all(answers.map((answer) => answer.text()))).size).toBe(1)
    for (let tries = 2; tries <= 20; tries += 1) expect(await statusOf(stranger.sign(claims(id)))).toBe(401)
    expect(await statusOf(stranger.sign(claims(id)))).toBe(429)
  })
})
