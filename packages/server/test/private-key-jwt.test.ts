/** Group F, by keys: a client proves itself by an assertion that it signs, once and only to us. RFC 7523 §3 */
import type { NewClient } from '@gatehouse/issuer/clients/configure'
import { clientAssertionType } from '@gatehouse/protocol/client-assertion'
import { formatBasicCredentials } from '@gatehouse/protocol/basic-credentials'
import { hours, minutes, seconds } from '@gatehouse/protocol/time'
import {
  keyHolder,
  smallWeb,
  smallWorld,
  type App,
  type KeyHolder,
  type SmallWeb,
  type World,
} from '@gatehouse/testkit'
import { beforeEach, describe, expect, it } from 'vitest'
import { allEndpoints } from '../src/endpoints/index.ts'
import { openDoors } from '../src/http/doors.ts'
import { expectJsonError, refusedWith } from './outcomes.ts'

const issuer = 'https://auth.example'
const jwksUri = 'https://app.example/jwks.json'
const callback = 'https://app.example/callback'
const one: KeyHolder = keyHolder('ES256', 'one')

let web: SmallWeb
let world: World
let count = 0
beforeEach(async () => {
  web = smallWeb()
  world = await smallWorld({ fetchDocument: web.fetchDocument })
  count = 0
})

type Changes = Readonly<Record<string, unknown>>
const claims = (clientId: string, changes: Changes = {}): Changes => {
  count += 1
  const exp = world.clock.now() + 60
  return { iss: clientId, sub: clientId, aud: issuer, exp, jti: `jti-${count}`, ...changes }
}
const machine: Partial<NewClient> = {
  redirectUris: [],
  grantTypes: ['client_credentials'],
  authenticationMethod: 'private_key_jwt',
  machineAccess: [{ resource: 'https://files.example/mcp', scopes: ['files:read'] }],
}
const configured = async (keys: NewClient['keys'] = { jwks: [one.publicJwk] }, changes: Partial<NewClient> = {}) =>
  (await world.configure({ ...machine, ...changes, keys })).clientId
const post = (path: string, form: Readonly<Record<string, string>>, headers: Readonly<Record<string, string>> = {}) =>
  world.request(path, { method: 'POST', body: new URLSearchParams(form), headers })
const withAssertion = (client_assertion: string, more: Readonly<Record<string, string>> = {}) => ({
  client_assertion,
  client_assertion_type: clientAssertionType,
  ...more,
})
/** A machine's token: the plainest thing that a proven client can have. */
const ask = (assertion: string, more: Readonly<Record<string, string>> = {}) =>
  post('/token', withAssertion(assertion, { grant_type: 'client_credentials', ...more }))
const statusOf = async (assertion: string) => (await ask(assertion)).status

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
    if (alg === 'EdDSA') expect(await statusOf(keys.sign(claims(id), { alg: 'Ed25519' }))).toBe(200)
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
})
