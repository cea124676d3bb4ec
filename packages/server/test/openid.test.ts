/** A relying party signs people in: what it is allowed, what it gets, and what its ID token says. OIDC Core §2, §3.1.3 */
import { addresses, files, hasForm, notes, smallWorld, type App, type Changes, type World } from '@gatehouse/testkit'
import { minutes } from '@gatehouse/protocol/time'
import { decodeJwt, decodeProtectedHeader } from 'jose'
import { createHash } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import { expectAnswer, issuerOfTests } from './outcomes.ts'
import { openId, verifiedIdToken } from './relying-party.ts'

let world: World
let app: App
beforeEach(async () => {
  world = await smallWorld()
  app = await world.configure()
})

const open = (changes: Changes = {}) => world.alice.browser.open(app.authorizationUrl({ ...openId, ...changes }))
const signIn = async (changes: Changes = {}, filled = {}) =>
  app.redeem(await app.sendToSignIn(world.alice, { ...openId, ...changes }, filled))

const verified = (idToken: string | undefined, audience: string = app.clientId) =>
  verifiedIdToken(world, idToken, audience)

const claimsOf = async (accessToken: string) => {
  const headers = { Authorization: `Bearer ${accessToken}` }
  return (await world.request('/userinfo', { headers })).json()
}

const alice = async () => (await world.issuer.people.list())[0]?.id

describe('an app that only wants to know who the person is', () => {
  it('finds what it needs, gets an ID token for itself, and the name at userinfo', async () => {
    const discovered = await world.request('/.well-known/openid-configuration')
    const { userinfo_endpoint, authorization_endpoint, token_endpoint } = (await discovered.json()) as Record<
      string,
      string
    >
    expect([authorization_endpoint, token_endpoint, userinfo_endpoint]).toEqual([
      `${issuerOfTests}/authorize`,
      `${issuerOfTests}/token`,
      `${issuerOfTests}/userinfo`,
    ])
    const tokens = await signIn({ nonce: 'n-0S6_WzA2Mj' })
    expect(tokens.scope).toBe('openid profile email')
    const claims = await verified(tokens.id_token)
    const now = world.clock.now()
    const atHash = createHash('sha256').update(tokens.access_token).digest().subarray(0, 16).toString('base64url')
    expect(claims).toEqual({
      iss: issuerOfTests,
      sub: await alice(),
      aud: app.clientId,
      iat: now,
      exp: now + 3600,
      auth_time: now,
      nonce: 'n-0S6_WzA2Mj',
      acr: 'urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport',
      amr: ['pwd'],
      at_hash: atHash,
    })
    expect(await claimsOf(tokens.access_token)).toEqual({
      sub: claims.sub,
      name: 'alice',
      preferred_username: 'alice',
    })
  })

  it('gets an access token for userinfo and for nothing else', async () => {
    const { access_token } = await signIn()
    expect(decodeJwt(access_token)).toMatchObject({ aud: issuerOfTests, scope: 'openid profile email', acr: /SAML/ })
  })

  it('needs no server to be registered here at all', async () => {
    world = await smallWorld({ resources: [] })
    app = await world.configure()
    expect(await verified((await signIn()).id_token)).toMatchObject({ aud: app.clientId })
  })

  it('sees the page say what it would know, and nothing of servers', async () => {
    const page = await open()
    expect(page.words).toContain('Company App asks who you are')
    const consent = await world.alice.signIn(page)
    for (const words of ['Sign in to Company App?', 'Know who you are', 'See your name', 'See your e-mail address']) {
      expect(consent.words).toContain(words)
    }
    expect(consent.words).not.toContain('Demo files')
  })

  it('gets no more than the person left ticked; who it is cannot be taken away', async () => {
    const untick = ['openid', 'profile'].map((scope) => `${issuerOfTests} ${scope}`)
    const tokens = await signIn({}, { untick })
    expect(tokens.scope).toBe('openid email')
    expect(await claimsOf(tokens.access_token)).toEqual({ sub: await alice() })
  })

  it('is remembered, and the page is one click the second time; a wider wish is asked anew', async () => {
    await signIn({ scope: 'openid' })
    expect((await open({ scope: 'openid' })).words).toContain('Continue as alice')
    const wider = await open({ scope: 'openid email' })
    expect([wider.words.includes('Continue as alice'), hasForm(wider, '/consent')]).toEqual([false, true])
  })

  it('is told no more than it asks for this time, though it was allowed more before', async () => {
    await signIn()
    expect((await signIn({ scope: 'openid' })).scope).toBe('openid')
  })

  it('stands among the connected apps, and is out when the person disconnects it', async () => {
    const tokens = await signIn()
    const page = await world.alice.openAccount()
    expect(page.words).toContain('See your e-mail address')
    const form = page.forms.find(({ action }) => action === '/account/apps/disconnect')
    if (!form) throw new Error('the app is connected')
    await world.alice.browser.submit(form)
    expect(await claimsOf(tokens.access_token)).toMatchObject({ error: 'invalid_token' })
  })

  it('keeps the scopes that are not told of without a word', async () => {
    expect((await signIn({ scope: 'openid address phone' })).scope).toBe('openid')
  })
})

describe('an app that wants a server, too', () => {
  const both = { scope: 'openid email files:read', resource: files.uri }

  it('gets one token for the server, which userinfo accepts as well', async () => {
    const tokens = await signIn(both)
    expect(tokens.scope).toBe('files:read openid email')
    expect(decodeJwt(tokens.access_token)).toMatchObject({ aud: files.uri, scope: 'files:read openid email' })
    expect(await claimsOf(tokens.access_token)).toMatchObject({ sub: await alice() })
    expect(await verified(tokens.id_token)).toMatchObject({ sub: await alice() })
  })

  it('gets the defaults of the server beside OpenID scopes alone', async () => {
    expect((await signIn({ scope: 'openid offline_access', resource: files.uri })).scope).toBe(
      'files:read openid offline_access',
    )
  })

  it('picks one of several at the token endpoint, or ourselves', async () => {
    const asked = { scope: 'openid files:read notes:read', resource: [files.uri, notes.uri] }
    const code = await app.sendToSignIn(world.alice, asked)
    await expect(app.redeem(code)).rejects.toMatchObject({ error: 'invalid_target' })
    const tokens = await app.redeem(code, app.verifier, { resource: notes.uri })
    expect(tokens.scope).toBe('notes:read openid')
    const ours = await app.refresh(tokens, { resource: issuerOfTests })
    expect([decodeJwt(ours.access_token).aud, ours.scope]).toEqual([issuerOfTests, 'openid'])
  })

  it('is not let through with nothing but the name when the person wants none of the server', async () => {
    const page = await world.alice.approve(await open(both), { untick: [`${files.uri} files:read`] })
    // The only scope of the server has no box.
    expect(app.readAnswer(page).has('code')).toBe(true)
    const two = { ...both, scope: 'openid files:read files:write' }
    const untick = ['files:read', 'files:write'].map((scope) => `${files.uri} ${scope}`)
    const again = await world.alice.approve(await open(two), { untick })
    expect([again.status, again.words.includes('Nothing was left to allow')]).toEqual([400, true])
  })

  it('that asks no openid gets no ID token, whatever else it asks', async () => {
    const tokens = await signIn({ scope: 'files:read profile email', resource: files.uri })
    expect([tokens.id_token, tokens.scope]).toEqual([undefined, 'files:read'])
  })

  it('may name us as its resource, with openid only', async () => {
    expect((await signIn({ resource: `${issuerOfTests}/` })).scope).toBe('openid profile email')
    expectAnswer(await open({ resource: issuerOfTests, scope: 'files:read' }), app, 'invalid_scope')
    expectAnswer(await open({ resource: issuerOfTests, scope: 'openid nonsense' }), app, 'invalid_scope')
  })

  it('finds no server under our own name', async () => {
    const put = world.issuer.resources.put(
      { ...files, name: 'x', uri: `${issuerOfTests}/` },
      { traceId: 't', source: 's' },
    )
    await expect(put).rejects.toMatchObject({ code: 'invalid_request' })
  })
})

describe('an ID token', () => {
  it('comes with a refresh, too: the same person and sign-in, no nonce; a replayed answer has the same one', async () => {
    const first = await signIn({ nonce: 'once' })
    world.clock.advance(minutes(30))
    const renewed = await app.refresh(first)
    const [before, after] = [await verified(first.id_token), await verified(renewed.id_token)]
    expect(after).toMatchObject({ sub: before.sub, aud: before.aud, auth_time: before['auth_time'], amr: ['pwd'] })
    expect(after.iat).toBe(world.clock.now())
    expect(after['nonce']).toBeUndefined()
    expect((await app.refresh(first)).id_token).toBe(renewed.id_token)
  })

  it('does not come when the refresh leaves openid out', async () => {
    const first = await signIn({ scope: 'openid email files:read', resource: files.uri })
    const narrow = await app.refresh(first, { scope: 'files:read' })
    expect([narrow.id_token, narrow.scope]).toEqual([undefined, 'files:read'])
    const wide = await app.refresh(narrow, { scope: 'openid offline_access' })
    expect(wide.scope).toBe('files:read openid')
    expect(wide.id_token).toBeDefined()
  })

  it('is signed with what the client registered, if there is such a key, and with our first otherwise', async () => {
    world = await smallWorld({ signing: { algorithms: ['ES256', 'RS256', 'EdDSA'] } })
    const signedWith = async (id_token_signed_response_alg: string | undefined) => {
      app = await world.register({ redirect_uris: ['https://app.example/callback'], id_token_signed_response_alg })
      const { id_token = '', access_token } = await signIn()
      const claims = await verified(id_token)
      const atHash = createHash('sha256').update(access_token).digest().subarray(0, 16).toString('base64url')
      return [decodeProtectedHeader(id_token).alg, claims['at_hash'] === atHash]
    }
    expect(await signedWith(undefined)).toEqual(['ES256', true])
    expect(await signedWith('RS256')).toEqual(['RS256', true])
    // PS256 has no key here; none is never an algorithm of ours.
    expect(await signedWith('PS256')).toEqual(['ES256', true])
    expect(await signedWith('none')).toEqual(['ES256', true])
    expect(await signedWith('EdDSA')).toEqual(['EdDSA', false])
  })

  it('INV9: is no access token: not at userinfo, not for revocation of one; and an access token is no hint', async () => {
    const tokens = await signIn()
    const headers = { Authorization: `Bearer ${tokens.id_token}` }
    expect((await world.request('/userinfo', { headers })).status).toBe(401)
    await world.unchanged(() => app.revoke(tokens.id_token ?? ''))
    expectAnswer(await open({ id_token_hint: tokens.access_token }), app, 'invalid_request')
  })
})

it('a thief with the code of a sign-in gets no ID token', async () => {
  const code = await app.sendToSignIn(world.alice, openId)
  await expect(app.from(addresses.thief).redeem(code, 'x'.repeat(43))).rejects.toMatchObject({ error: 'invalid_grant' })
})
