/** The parameters with which a relying party says how a person shall sign in. OIDC Core §3.1.2.1 */
import { hasForm, smallWorld, type App, type Changes, type World } from '@gatehouse/testkit'
import { minutes, seconds } from '@gatehouse/protocol/time'
import { decodeJwt } from 'jose'
import { beforeEach, describe, expect, it } from 'vitest'
import { expectAnswer } from './outcomes.ts'
import { openId, verifiedIdToken } from './relying-party.ts'

let world: World
let app: App
beforeEach(async () => {
  world = await smallWorld()
  app = await world.configure()
})

const open = (changes: Changes = {}) => world.alice.browser.open(app.authorizationUrl({ ...openId, ...changes }))
const signIn = async (changes: Changes = {}) =>
  app.redeem(await app.sendToSignIn(world.alice, { ...openId, ...changes }))
const verified = (idToken: string | undefined) => verifiedIdToken(world, idToken, app.clientId)

describe('the request', () => {
  it('A12: an id_token_hint of another maker, another client or of no token at all is refused, and signs nobody in', async () => {
    const { id_token = '' } = await signIn()
    const other = await world.register()
    const others = await other.redeem(await other.sendToSignIn(world.alice, openId))
    const [head, , signature] = id_token.split('.')
    const bobs = Buffer.from(JSON.stringify({ ...decodeJwt(id_token), sub: 'usr_bob' })).toString('base64url')
    const forged = [
      'eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbGljZSJ9.',
      `${head}.${bobs}.${signature}`,
      others.id_token,
      'alice',
    ]
    for (const id_token_hint of forged) {
      for (const changes of [{ id_token_hint }, { id_token_hint, prompt: 'none' }]) {
        expectAnswer(await world.unchanged(() => open(changes)), app, 'invalid_request')
      }
    }
  })

  it('A12: a hint of the person who is signed in goes on, though it has expired', async () => {
    const { id_token } = await signIn()
    world.clock.advance(minutes(90))
    expect((await open({ id_token_hint: id_token })).words).toContain('Continue as alice')
  })

  it('A12: with somebody else at the browser it is login_required for prompt=none, and a sign-in page otherwise', async () => {
    const { id_token } = await signIn()
    const bob = await world.person('bob')
    await bob.openAccount()
    world.clock.advance(seconds(5))
    const openAsBob = (changes: Changes) =>
      bob.browser.open(app.authorizationUrl({ ...openId, id_token_hint: id_token, ...changes }))
    expectAnswer(await openAsBob({ prompt: 'none' }), app, 'login_required')
    const page = await openAsBob({})
    expect(hasForm(page, '/sign-in')).toBe(true)
    // Bob again: the app is told, and not given Bob.
    expectAnswer(await bob.signIn(page), app, 'login_required')
    world.clock.advance(seconds(1))
    const right = await bob.signIn(await openAsBob({}), { name: 'alice' })
    expect(hasForm(right, '/consent')).toBe(true)
  })

  it('A12: max_age=0 and prompt=login ask for a fresh sign-in, and auth_time says so', async () => {
    const first = await verified((await signIn()).id_token)
    for (const changes of [{ max_age: '0' }, { prompt: 'login' }]) {
      world.clock.advance(seconds(2))
      expectAnswer(await open({ ...changes, prompt: 'none', max_age: '0' }), app, 'login_required')
      const page = await open(changes)
      expect(hasForm(page, '/sign-in')).toBe(true)
      const gone = await world.alice.approve(page)
      const tokens = await app.redeem(app.readAnswer(gone).get('code') ?? '')
      const fresh = await verified(tokens.id_token)
      expect(fresh['auth_time']).toBe(world.clock.now())
      expect(fresh['auth_time']).toBeGreaterThan(Number(first['auth_time']))
    }
  })

  it('A12: prompt=none is answered without a page only where consent may be silent', async () => {
    const own = await world.configure({ id: 'own', isFirstParty: true })
    const silently = (from: 'here' | 'another site') =>
      world.alice.browser.open(own.authorizationUrl({ ...openId, prompt: 'none' }), from)
    await own.sendToSignIn(world.alice, openId)
    expect(own.readAnswer(await silently('here')).has('code')).toBe(true)
    expectAnswer(await silently('another site'), own, 'consent_required')
  })

  it('fills in the name that login_hint suggests, and shows it as text', async () => {
    const page = await open({ login_hint: 'alice"><b>' })
    const field = page.forms.flatMap(({ fields }) => fields).find(({ name }) => name === 'username')
    expect(field?.value).toBe('alice"><b>')
  })

  it('reads over what it need not know: display, ui_locales, acr_values, claims, unknown prompts', async () => {
    const voluntary = {
      display: 'popup',
      ui_locales: 'de',
      acr_values: 'urn:mace:incommon:iap:silver',
      claims: '{"id_token":{"acr":{"essential":true,"values":["silver"]}}}',
      prompt: 'create',
    }
    expect(await verified((await signIn(voluntary)).id_token)).toMatchObject({ acr: /PasswordProtected/ })
  })

  it('A6: registration in the request is refused, too', async () => {
    expectAnswer(await world.unchanged(() => open({ registration: '{}' })), app, 'registration_not_supported')
  })

  it('A10: comes by POST as well, nonce and all', async () => {
    await world.alice.openAccount()
    const fields = Object.fromEntries(new URL(app.authorizationUrl({ ...openId, nonce: 'posted' })).searchParams)
    const page = await world.alice.browser.postFromElsewhere(`${world.origin}/authorize`, fields)
    const code = app.readAnswer(await world.alice.approve(page)).get('code') ?? ''
    expect(await verified((await app.redeem(code)).id_token)).toMatchObject({ nonce: 'posted' })
  })
})
