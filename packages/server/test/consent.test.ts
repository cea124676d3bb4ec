/** Group B: the decision. */
import {
  entriesOf,
  formFor,
  hasForm,
  smallWorld,
  type App,
  type Changes,
  type Page,
  type Person,
  type World,
} from '@gatehouse/testkit'
import { days, minutes, seconds } from '@gatehouse/protocol/time'
import { beforeEach, describe, expect, it } from 'vitest'
import { expectAnswer, expectLocalPage } from './outcomes.ts'

let world: World
beforeEach(async () => {
  world = await smallWorld()
})

const atConsent = async (person: Person = world.alice, app: App = world.app, changes: Changes = {}): Promise<Page> => {
  const page = await person.browser.open(app.authorizationUrl(changes))
  return hasForm(page, '/sign-in') ? person.signIn(page) : page
}
const consentForm = (page: Page) => formFor(page, '/consent')
const valueOf = (page: Page, name: string) => consentForm(page).fields.find((field) => field.name === name)?.value ?? ''
const approveWith = (person: Person, page: Page, fields: Readonly<Record<string, string>>) =>
  person.browser.submit(consentForm(page), { button: 'approve', fields })

describe('a form of ours', () => {
  it('B1: without our token, with a token of another browser, person or request: 403, and no grant', async () => {
    const page = await atConsent()
    const other = await atConsent(world.alice, world.app, { state: 'another' })
    const bob = await world.person('bob')
    const bobs = await atConsent(bob)
    const tokens = ['', 'x', valueOf(page, 'csrf').slice(1), valueOf(other, 'csrf'), valueOf(bobs, 'csrf')]
    const signOut = formFor(page, '/sign-out').fields.find(({ name }) => name === 'csrf')?.value ?? ''
    for (const csrf of [...tokens, signOut]) {
      expectLocalPage(await world.unchanged(() => approveWith(world.alice, page, { csrf })), 403)
    }
    // Bob's own token is worth nothing for Alice's request, nor in his browser for hers.
    const hers = { request: valueOf(page, 'request') }
    expectLocalPage(await world.unchanged(() => approveWith(bob, bobs, hers)), 403)
    expectLocalPage(await world.unchanged(() => approveWith(bob, page, {})), 403)
  })

  it('B1: another site cannot send it, even with the right token', async () => {
    const page = await atConsent()
    const fields = Object.fromEntries(entriesOf(consentForm(page), { button: 'approve' }))
    const url = `${world.origin}/consent`
    for (const from of ['https://evil.example', 'null', 'https://auth.example.evil.example', 'http://auth.example']) {
      expectLocalPage(await world.unchanged(() => world.alice.browser.postFromElsewhere(url, fields, from)), 403)
    }
  })

  it('B1: nor can a neighbour whose forms bring our cookies along', async () => {
    const page = await atConsent()
    const body = entriesOf(consentForm(page), { button: 'approve' }).toString()
    const neighbours = [
      { Origin: 'https://evil.auth.example', 'Sec-Fetch-Site': 'same-site' },
      { Origin: 'null' },
      { Origin: 'https://evil.example' },
      { 'Sec-Fetch-Site': 'same-site' },
    ]
    for (const from of neighbours) {
      const headers = { 'Content-Type': 'application/x-www-form-urlencoded', ...from }
      const step = { url: `${world.origin}/consent`, method: 'POST', body, headers }
      expect((await world.unchanged(() => world.alice.browser.once(step))).status).toBe(403)
    }
  })

  it('B1: a token that was used makes no second grant', async () => {
    const page = await atConsent()
    const code = world.app.readAnswer(await world.alice.approve(page)).get('code') ?? ''
    await world.app.redeem(code)
    world.clock.advance(seconds(11))
    const again = await world.unchanged(() => approveWith(world.alice, page, {}))
    expect([again.left, again.words.includes('You allowed this')]).toEqual([undefined, true])
  })

  it('B19: a step with nothing in it, out of order or repeated does not advance', async () => {
    const page = await atConsent()
    const { request, csrf } = { request: valueOf(page, 'request'), csrf: valueOf(page, 'csrf') }
    for (const decision of ['', 'maybe', 'APPROVE']) {
      const whole = { ...consentForm(page), buttons: [] }
      expectLocalPage(await world.unchanged(() => world.alice.browser.submit(whole, { fields: { decision } })))
      const bare = { ...whole, fields: [] }
      const fields = { request, csrf, decision }
      expectLocalPage(await world.unchanged(() => world.alice.browser.submit(bare, { fields })))
    }
    const boxes = await atConsent(world.alice, world.app, { scope: 'files:read files:write' })
    const untick = consentForm(boxes).fields.map(({ value }) => value)
    const none = await world.unchanged(() =>
      world.alice.browser.submit(consentForm(boxes), { button: 'approve', untick }),
    )
    expect([none.status, none.words.includes('Nothing was left to allow')]).toEqual([400, true])
    // Nobody is signed in any more: the decision waits behind the sign-in page.
    world.alice.browser.cookies.forget('__Host-gatehouse-session')
    const early = await world.unchanged(() => approveWith(world.alice, page, {}))
    expect([early.left, hasForm(early, '/sign-in')]).toEqual([undefined, true])
  })

  it('B17: half a session approves nothing', async () => {
    const page = await atConsent()
    const whole = world.alice.browser.cookies.value('__Host-gatehouse-session') ?? ''
    const [id = '', secret = ''] = whole.split('.')
    const halves = [id, secret, `${id}.`, `${id}.${'A'.repeat(43)}`, `${id.slice(0, -1)}x.${secret}`, `${whole}x`]
    const browser = world.alice.browser.cookies.value('__Host-gatehouse-browser') ?? ''
    for (const half of halves) {
      const response = await world.unchanged(() =>
        world.request('/consent', {
          method: 'POST',
          body: entriesOf(consentForm(page), { button: 'approve' }),
          headers: { Cookie: `__Host-gatehouse-browser=${browser}; __Host-gatehouse-session=${half}` },
        }),
      )
      const again = await response.text()
      expect([response.status, again.includes('You are not signed in any more'), again.includes('/sign-in?')]).toEqual([
        403,
        true,
        true,
      ])
      const apps = await world.request('/account/apps', { headers: { Cookie: `__Host-gatehouse-session=${half}` } })
      expect(apps.headers.get('Location')).toBe('/sign-in?return_to=/account/apps')
    }
  })
})

describe('one decision', () => {
  it('B3: a double click gives the same code twice, and one grant', async () => {
    const page = await atConsent()
    const clicks = await Promise.all([1, 2, 3].map(() => approveWith(world.alice, page, {})))
    const codes = clicks.map((click) => world.app.readAnswer(click).get('code'))
    expect(new Set(codes).size).toBe(1)
    await world.app.redeem(codes[0] ?? '')
    await expect(world.app.redeem(codes[1] ?? '')).rejects.toMatchObject({ error: 'invalid_grant' })
  })

  it('B3: a second click within 10 s gives the first answer again', async () => {
    const page = await atConsent()
    const first = world.app.readAnswer(await world.alice.approve(page)).get('code')
    world.clock.advance(seconds(9))
    const second = await world.unchanged(() => approveWith(world.alice, page, {}))
    expect(world.app.readAnswer(second).get('code')).toBe(first)
    const turned = await world.unchanged(() => world.alice.deny(page))
    expect(world.app.readAnswer(turned).get('code')).toBe(first)
  })

  it('B3: Approve and Deny at once have one outcome; whoever is second hears the same', async () => {
    const page = await atConsent()
    const both = await Promise.all([approveWith(world.alice, page, {}), world.alice.deny(page)])
    const answers = both.map((click) => world.app.readAnswer(click).has('code'))
    expect(new Set(answers).size).toBe(1)
    expect(both.every(({ status }) => status === 303)).toBe(true)
  })

  it('B3: later, the back button and the other tab show what was decided', async () => {
    const page = await atConsent()
    await world.alice.deny(page)
    world.clock.advance(seconds(10))
    const late = await world.unchanged(() => approveWith(world.alice, page, {}))
    expect([late.status, late.words.includes('You said no')]).toEqual([200, true])
    const reload = await world.alice.browser.open(`${world.origin}/consent?request=${valueOf(page, 'request')}`, 'here')
    expect(reload.words).toContain('You said no')
  })

  it('B3: an expired request ends in a page that says so', async () => {
    const page = await atConsent()
    world.clock.advance(minutes(15))
    const late = await approveWith(world.alice, page, {})
    expectLocalPage(late)
    expect(late.words).toContain('This took too long')
  })

  it('can be cancelled before anybody signs in', async () => {
    const page = await world.alice.browser.open(world.app.authorizationUrl())
    expectAnswer(await world.alice.browser.submit(formFor(page, '/cancel')), world.app, 'access_denied')
    expectAnswer(await world.alice.browser.submit(formFor(page, '/cancel')), world.app, 'access_denied')
  })

  it('goes on with another account', async () => {
    const page = await atConsent()
    await world.person('bob')
    const signIn = await world.alice.browser.submit(formFor(page, '/sign-out'))
    const bobs = await world.alice.signIn(signIn, { name: 'bob' })
    expect(bobs.words).toContain('You are signed in as bob')
    expect(world.app.readAnswer(await world.alice.approve(bobs)).has('code')).toBe(true)
  })

  it('gives only what stayed ticked, and never what was not on the page', async () => {
    const page = await atConsent(world.alice, world.app, { scope: 'files:read files:write' })
    const untick = ['https://files.example/mcp files:write']
    const form = consentForm(page)
    const smuggled = {
      ...form,
      fields: [...form.fields, { ...form.fields[0], name: 'scope', type: 'hidden', isChecked: true }],
    }
    const value = 'https://files.example/mcp files:admin'
    const fields = smuggled.fields.map((field, at) => (at === form.fields.length ? { ...field, value } : field))
    const gone = await world.alice.browser.submit(
      { ...form, fields: fields as typeof form.fields },
      { button: 'approve', untick },
    )
    const tokens = await world.app.redeem(world.app.readAnswer(gone).get('code') ?? '')
    expect(tokens.scope).toBe('files:read')
  })

  it('goes by the page that the person saw, whatever the app holds by then', async () => {
    const [one, wide] = [
      await atConsent(),
      await atConsent(world.alice, world.app, { scope: 'files:read files:write' }),
    ]
    const code = world.app.readAnswer(await world.alice.approve(wide)).get('code') ?? ''
    const { refresh_token } = await world.app.redeem(code)
    const allowed = world.app.readAnswer(await world.alice.approve(one)).get('code') ?? ''
    expect((await world.app.redeem(allowed)).scope).toBe('files:read')

    const both = await atConsent()
    await world.app.revoke(refresh_token ?? '')
    const untick = ['https://files.example/mcp files:read']
    const again = await world.alice.browser.submit(consentForm(both), { button: 'approve', untick })
    expect([again.left, again.status]).toEqual([undefined, 400])
    expect(consentForm(again).buttons).not.toEqual([])
  })
})

describe('remembered consent', () => {
  const firstParty = () =>
    world.configure({ isFirstParty: true, redirectUris: ['https://app.example/callback', 'https://app.example/other'] })
  const openFrom = (app: App, from: 'here' | 'another site', changes: Changes = {}) =>
    world.alice.browser.open(app.authorizationUrl(changes), from)

  it('B5: is silent only for the operator’s own web app, the same person, address, server and scopes, from the same site', async () => {
    const app = await firstParty()
    await app.sendToSignIn(world.alice)
    expect(app.readAnswer(await openFrom(app, 'here')).has('code')).toBe(true)
    const notSilent: readonly (readonly [string, () => Promise<Page>])[] = [
      ['another site', () => openFrom(app, 'another site')],
      ['another address', () => openFrom(app, 'here', { redirect_uri: 'https://app.example/other' })],
      ['another server', () => openFrom(app, 'here', { resource: 'https://notes.example/mcp' })],
      ['more scopes', () => openFrom(app, 'here', { scope: 'files:read files:write' })],
      ['prompt=consent', () => openFrom(app, 'here', { prompt: 'consent' })],
      ['prompt=select_account', () => openFrom(app, 'here', { prompt: 'select_account' })],
    ]
    for (const [what, act] of notSilent) expect([what, hasForm(await act(), '/consent')]).toEqual([what, true])
    world.clock.advance(days(90))
    await world.alice.openAccount()
    expect(hasForm(await openFrom(app, 'here'), '/consent')).toBe(true)
  })

  it('B5: is never silent for anybody else’s app, nor for a program on this computer', async () => {
    const local = await world.configure({ isFirstParty: true, redirectUris: ['http://127.0.0.1/callback'] })
    const scheme = await world.configure({ isFirstParty: true, redirectUris: ['com.example.app:/callback'] })
    const foreign = await world.configure()
    for (const app of [local, scheme, foreign, world.app]) {
      await app.sendToSignIn(world.alice)
      const page = await openFrom(app, 'here')
      expect([hasForm(page, '/consent'), page.words.includes('Continue as alice')]).toEqual([true, true])
    }
  })

  it('B5: another person is asked', async () => {
    const app = await firstParty()
    await app.sendToSignIn(world.alice)
    const bob = await world.person('bob')
    await bob.openAccount()
    expect(hasForm(await bob.browser.open(app.authorizationUrl(), 'here'), '/consent')).toBe(true)
  })

  it('B5: an app that the person disconnected is asked about again', async () => {
    const app = await firstParty()
    await app.redeem(await app.sendToSignIn(world.alice))
    const page = await world.alice.openAccount()
    await world.alice.browser.submit(formFor(page, '/account/apps/disconnect'))
    expect(hasForm(await openFrom(app, 'here'), '/consent')).toBe(true)
  })
})
