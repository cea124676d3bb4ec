/** B20: an app sends a person to sign out. OIDC RP-Initiated Logout 1.0 */
import { formFor, hasForm, smallWorld, type App, type Changes, type Page, type World } from '@gatehouse/testkit'
import { minutes } from '@gatehouse/protocol/time'
import { beforeEach, describe, expect, it } from 'vitest'
import { expectLocalPage } from './outcomes.ts'

const home = 'https://app.example/signed-out'
let world: World
let app: App
beforeEach(async () => {
  world = await smallWorld()
  app = await world.register({ redirect_uris: ['https://app.example/callback'], post_logout_redirect_uris: [home] })
})

const signIn = async (relyingParty: App = app): Promise<string> => {
  const code = await relyingParty.sendToSignIn(world.alice, { scope: 'openid', resource: undefined })
  return (await relyingParty.redeem(code)).id_token ?? ''
}
const addressOf = (parameters: Changes) => {
  const given = Object.entries(parameters).flatMap(([name, value]) => [value ?? []].flat().map((one) => [name, one]))
  return `${world.origin}/logout?${new URLSearchParams(given as [string, string][]).toString()}`
}
const open = (parameters: Changes) => world.alice.browser.open(addressOf(parameters))
const openUnchanged = (parameters: Changes) => world.unchanged(() => open(parameters))
const isSignedIn = async () =>
  !hasForm(await world.alice.browser.open(`${world.origin}/account/apps`, 'nowhere'), '/sign-in')
const isQuestion = (page: Page) => hasForm(page, '/logout/confirm') && page.words.includes('Sign out?')

describe('with the ID token of this very session', () => {
  it('B20: the session ends at once, and the browser goes on to the registered address with the state', async () => {
    const page = await open({ id_token_hint: await signIn(), post_logout_redirect_uri: home, state: 'x y&z' })
    expect(page.left).toBe(`${home}?state=x%20y%26z`)
    expect([page.status, page.headers.get('Referrer-Policy'), page.headers.get('Cache-Control')]).toEqual([303, 'no-referrer', 'no-store']) // prettier-ignore
    expect(await isSignedIn()).toBe(false)
    expect(world.contents()).toContain('"sessions": []')
    expect(await world.journal()).toContain('sign-out')
  })

  it('B20: it ends on a page of ours when no address is named; connected apps stay', async () => {
    const code = await app.sendToSignIn(world.alice, { scope: 'openid', resource: undefined })
    const tokens = await app.redeem(code)
    const page = await open({ id_token_hint: tokens.id_token ?? '', client_id: app.clientId })
    expect([page.left, page.words.includes('You are signed out')]).toEqual([undefined, true])
    expect(await app.refresh(tokens)).toMatchObject({ token_type: 'Bearer' })
  })

  it('an ID token that has expired will do', async () => {
    const hint = await signIn()
    world.clock.advance(minutes(90))
    expect((await open({ id_token_hint: hint, post_logout_redirect_uri: home })).left).toBe(home)
  })
})

describe('without it', () => {
  it('B20: the person is asked, and nothing happens before the answer', async () => {
    await signIn()
    const page = await openUnchanged({ client_id: app.clientId, post_logout_redirect_uri: home, state: 's' })
    expect(isQuestion(page)).toBe(true)
    for (const words of [
      'Example App Name not verified asks to sign you out',
      'signed in here as alice',
      'go on to app.example',
    ]) {
      expect(page.words).toContain(words)
    }
    expect(page.headers.get('Cache-Control')).toBe('no-store')
    expect(await isSignedIn()).toBe(true)
    const gone = await world.alice.browser.submit(formFor(page, '/logout/confirm'))
    expect(gone.left).toBe(`${home}?state=s`)
    expect(await isSignedIn()).toBe(false)
  })

  it('B20: a bare visit asks, too, and ends on a page of ours', async () => {
    await signIn()
    const page = await openUnchanged({ logout_hint: 'alice', ui_locales: 'de' })
    expect(isQuestion(page)).toBe(true)
    expect((await world.alice.browser.submit(formFor(page, '/logout/confirm'))).words).toContain('You are signed out')
  })

  it('B20: another site cannot answer for the person, nor send the browser on', async () => {
    await signIn()
    const fields = { client_id: app.clientId, post_logout_redirect_uri: home }
    for (const path of ['/logout/confirm']) {
      const forged = () => world.alice.browser.postFromElsewhere(`${world.origin}${path}`, fields)
      expectLocalPage(await world.unchanged(forged), 403)
    }
    expect(await isSignedIn()).toBe(true)
  })

  it('B20: what is wrong with a hint spoils all that came with it: a question, no way on, the session untouched', async () => {
    const other = await world.register({ post_logout_redirect_uris: [home] })
    const hint = await signIn()
    const [head, body] = hint.split('.')
    const code = await app.sendToSignIn(world.alice, { scope: 'openid', resource: undefined })
    const { access_token } = await app.redeem(code)
    const bad: readonly Changes[] = [
      { id_token_hint: `${head}.${body}.${'A'.repeat(86)}` },
      { id_token_hint: 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbGljZSJ9.' },
      { id_token_hint: access_token },
      { id_token_hint: 'x', client_id: app.clientId },
      { id_token_hint: hint, client_id: other.clientId },
    ]
    for (const parameters of bad) {
      const page = await openUnchanged({ ...parameters, post_logout_redirect_uri: home })
      expect([isQuestion(page), page.words.includes('app.example')]).toEqual([true, false])
      expect(await isSignedIn()).toBe(true)
    }
  })

  it('B20: a token of an earlier session, or of somebody else, ends nothing unasked', async () => {
    const hint = await signIn()
    world.clock.advance(minutes(1))
    const again = await world.alice.browser.open(app.authorizationUrl({ prompt: 'login' }))
    await world.alice.signIn(again)
    expect(isQuestion(await openUnchanged({ id_token_hint: hint, post_logout_redirect_uri: home }))).toBe(true)
    const bob = await world.person('bob')
    await bob.openAccount()
    const page = await world.unchanged(() => bob.browser.open(addressOf({ id_token_hint: hint })))
    expect(isQuestion(page)).toBe(true)
  })

  it('B20: nobody is signed in: one press goes on, and never by itself', async () => {
    const hint = await signIn()
    await open({ id_token_hint: hint })
    const page = await openUnchanged({ id_token_hint: hint, post_logout_redirect_uri: home })
    expect([page.left, page.words.includes('You are signed out')]).toEqual([undefined, true])
    expect((await world.alice.browser.submit(formFor(page, '/logout/confirm'))).left).toBe(home)
    expect((await openUnchanged({ client_id: app.clientId })).words).toContain('Sign in again')
  })
})

describe('the address to go on to', () => {
  it('B20: is a registered one, byte for byte; any other is a page, and the session stays', async () => {
    const hint = await signIn()
    const others = [`${home}/`, `${home}?x=1`, 'https://app.example', 'https://evil.example/', 'https://app.example/callback', 'javascript:alert(1)'] // prettier-ignore
    for (const uri of others) {
      for (const who of [{ id_token_hint: hint }, { client_id: app.clientId }]) {
        const page = await openUnchanged({ ...who, post_logout_redirect_uri: uri })
        expectLocalPage(page)
        expect(page.words).toContain('This way back is not known')
      }
    }
    expect(await isSignedIn()).toBe(true)
  })

  it('B20: is not taken from a client that nobody knows, or that is disabled', async () => {
    await signIn()
    await world.store.forTenant('main').clients.setDisabled(app.clientId as never, world.clock.now(), [])
    for (const client_id of ['nobody', app.clientId, 'x'.repeat(5000)]) {
      const page = await openUnchanged({ client_id, post_logout_redirect_uri: home })
      expect([isQuestion(page), page.words.includes('app.example')]).toEqual([true, false])
    }
  })

  it('B20: carried by our own page it is checked once more', async () => {
    await signIn()
    const page = await open({ client_id: app.clientId, post_logout_redirect_uri: home })
    const swapped = { post_logout_redirect_uri: 'https://evil.example/' }
    const submitted = () => world.alice.browser.submit(formFor(page, '/logout/confirm'), { fields: swapped })
    expectLocalPage(await world.unchanged(submitted))
  })

  it('E9: a dangerous one refuses the registration, an unacceptable one is left out', async () => {
    for (const uri of ['javascript:alert(1)', 'data:text/html,x', ' https://app.example/']) {
      await world.unchanged(async () => {
        await expect(world.register({ post_logout_redirect_uris: [uri] })).rejects.toThrow('invalid_redirect_uri')
      })
    }
    const body = {
      redirect_uris: ['https://app.example/callback'],
      post_logout_redirect_uris: [home, 'http://app.example/'],
    }
    const headers = { 'Content-Type': 'application/json' }
    const answer = await world.request('/register', { method: 'POST', headers, body: JSON.stringify(body) })
    expect(await answer.json()).toMatchObject({ post_logout_redirect_uris: [home] })
  })

  it('is what an operator says for a client of theirs; a typing error is heard', async () => {
    const own = await world.configure({ postLogoutRedirectUris: [home], idTokenAlgorithm: 'ES256' })
    const gone = await open({ id_token_hint: await signIn(own), post_logout_redirect_uri: home })
    expect(gone.left).toBe(home)
    for (const wrong of [{ postLogoutRedirectUris: ['http://app.example/'] }, { idTokenAlgorithm: 'none' }]) {
      await world.unchanged(() => expect(world.configure(wrong)).rejects.toMatchObject({ name: 'OAuthError' }))
    }
    const { clients } = world.issuer
    const visit = { traceId: 'trc_test', source: 'test' }
    const kept = await clients.update(own.clientId as never, { name: 'Renamed' }, visit)
    expect(kept?.client.metadata).toMatchObject({ post_logout_redirect_uris: [home] })
    const without = await clients.update(own.clientId as never, { postLogoutRedirectUris: [] }, visit)
    expect(without?.client.metadata).not.toHaveProperty('post_logout_redirect_uris')
  })

  it('a parameter twice is a page', async () => {
    for (const twice of [{ state: ['a', 'b'] }, { unknown: ['1', '2'] }]) {
      expectLocalPage(await openUnchanged({ client_id: app.clientId, ...twice }))
    }
  })
})

describe('as a form of the app', () => {
  it('B20: the ID token stays out of the address, and the person is asked', async () => {
    const id_token_hint = await signIn()
    const fields = { id_token_hint, post_logout_redirect_uri: home, state: 's' }
    const posted = () => world.alice.browser.postFromElsewhere(`${world.origin}/logout`, fields)
    const page = await world.unchanged(posted)
    expect([isQuestion(page), page.url.includes(id_token_hint)]).toEqual([true, false])
    expect((await world.alice.browser.submit(formFor(page, '/logout/confirm'))).left).toBe(`${home}?state=s`)
  })
})
