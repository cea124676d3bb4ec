/** What a person does about their own account: sessions, the password, everything at once. */
import {
  addresses,
  entriesOf,
  formFor,
  hasForm,
  smallWorld,
  type Page,
  type Person,
  type World,
} from '@gatehouse/testkit'
import { minutes, seconds } from '@gatehouse/protocol/time'
import { beforeEach, describe, expect, it } from 'vitest'
import { posts, titled } from './route-table.ts'

let world: World
beforeEach(async () => {
  world = await smallWorld()
})

const open = (person: Person, path: string): Promise<Page> => person.browser.open(`${world.origin}${path}`, 'nowhere')
const signedInAt = async (person: Person, path: string): Promise<Page> => {
  const page = await open(person, path)
  return hasForm(page, '/sign-in') ? person.signIn(page) : page
}
/** The same person in another browser. */
const elsewhere = (person: Person, address: string = addresses.thief): Person => {
  const browser = world.browser(address)
  const signIn: Person['signIn'] = (page) =>
    browser.submit(formFor(page, '/sign-in'), { fields: { username: person.name, password: person.password } })
  return { ...person, browser, signIn }
}
const isSignedIn = async (person: Person): Promise<boolean> => !hasForm(await open(person, '/account'), '/sign-in')
const changeTo = async (person: Person, wanted: string, current = person.password): Promise<Page> =>
  person.browser.submit(formFor(await signedInAt(person, '/account/password'), '/account/password'), {
    fields: { current, password: wanted },
  })
const next = 'a walk by the sea'

describe('the account page', () => {
  it('says who I am, and names each browser, its place and its time', async () => {
    const page = await signedInAt(world.alice, '/account')
    expect(page.words).toMatch(/User name alice/)
    expect(page.words).toContain('This browser')
    expect(page.words).toContain(`from ${addresses.alice}`)
    const phone = elsewhere(world.alice)
    await signedInAt(phone, '/account')
    const both = await open(world.alice, '/account')
    expect(both.words).toContain(`from ${addresses.thief}`)
    expect(both.forms.filter(({ action }) => action === '/account/sessions/end')).toHaveLength(1)
  })

  it('recognises a browser by what it called itself, as a claim and no more', async () => {
    const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0'
    const page = await open(world.alice, '/sign-in?return_to=/account')
    const step = (userAgent: string) => ({
      url: `${world.origin}/sign-in?return_to=/account`,
      method: 'POST',
      body: entriesOf(formFor(page, '/sign-in'), {
        fields: { username: 'alice', password: world.alice.password },
      }).toString(),
      headers: {
        'Content-Type': 'application/x-www-form-urlencoded',
        Origin: world.origin,
        'User-Agent': userAgent,
      },
    })
    await world.alice.browser.once(step(firefox))
    expect((await open(world.alice, '/account')).words).toContain('Firefox on Linux')
    await world.alice.browser.once(step('<b onload=x>\tmy own</b>'))
    expect((await open(world.alice, '/account')).html).toContain('&lt;b onload=x&gt; my own&lt;/b&gt;')
  })

  it('signs out one browser at once, and says so', async () => {
    const phone = elsewhere(world.alice)
    await signedInAt(phone, '/account')
    const page = await signedInAt(world.alice, '/account')
    const after = await world.alice.browser.submit(formFor(page, '/account/sessions/end'))
    expect(after.words).toContain('That browser is signed out.')
    expect([await isSignedIn(phone), await isSignedIn(world.alice)]).toEqual([false, true])
    expect(await world.journal()).toContain('session.ended')
  })

  it('B17: ends nobody else’s session', async () => {
    await signedInAt(world.alice, '/account')
    const [session = ''] = (world.alice.browser.cookies.value('__Host-gatehouse-session') ?? '').split('.')
    const bob = await world.person('bob')
    const bobs = elsewhere(bob, addresses.app)
    await signedInAt(bobs, '/account')
    const form = formFor(await signedInAt(bob, '/account'), '/account/sessions/end')
    const after = await world.unchanged(() => bob.browser.submit(form, { fields: { session } }))
    expect(after.words).not.toContain('That browser is signed out.')
    expect([await isSignedIn(world.alice), await isSignedIn(bobs)]).toEqual([true, true])
  })
})

describe('signing out everywhere', () => {
  const everywhere = async (person: Person, fields: Readonly<Record<string, string>> = {}): Promise<Page> =>
    person.browser.submit(formFor(await signedInAt(person, '/account'), '/account/sign-out-everywhere'), {
      fields,
      untick: ['disconnect'],
    })

  it('ends every session at once, this one, too, and leaves the apps', async () => {
    const phone = elsewhere(world.alice)
    await signedInAt(phone, '/account')
    const tokens = await world.app.redeem(await world.app.sendToSignIn(world.alice))
    const after = await everywhere(world.alice)
    expect(after.words).toContain('Every browser that used your account is signed out')
    expect(after.words).toContain('Connected apps stay connected')
    expect([await isSignedIn(world.alice), await isSignedIn(phone)]).toEqual([false, false])
    expect(await world.app.refresh(tokens)).toMatchObject({ token_type: 'Bearer' })
  })

  it('disconnects every app as well, if that is wished', async () => {
    const tokens = await world.app.redeem(await world.app.sendToSignIn(world.alice))
    const after = await everywhere(world.alice, { apps: 'disconnect' })
    expect(after.words).toContain('Every app is disconnected')
    await expect(world.app.refresh(tokens)).rejects.toMatchObject({ error: 'invalid_grant' })
    expect(await isSignedIn(world.alice)).toBe(false)
  })

  it('touches nobody else', async () => {
    const bob = await world.person('bob')
    const tokens = await world.app.redeem(await world.app.sendToSignIn(bob))
    await everywhere(world.alice, { apps: 'disconnect' })
    expect(await isSignedIn(bob)).toBe(true)
    expect(await world.app.refresh(tokens)).toMatchObject({ token_type: 'Bearer' })
  })
})

describe('a password of one’s own', () => {
  it('B18: changed, ends every session, waiting code and grant; this browser goes on with a new session', async () => {
    const phone = elsewhere(world.alice)
    await signedInAt(phone, '/account')
    const tokens = await world.app.redeem(await world.app.sendToSignIn(world.alice))
    const code = await world.app.sendToSignIn(world.alice)
    const before = await signedInAt(world.alice, '/account/password')
    expect(before.words).toContain('every other browser is signed out, and every app is disconnected')
    const old = world.alice.browser.cookies.value('__Host-gatehouse-session')
    const after = await changeTo(world.alice, next)
    expect(after.words).toContain('Your password is changed.')
    expect(world.alice.browser.cookies.value('__Host-gatehouse-session')).not.toBe(old)
    expect([await isSignedIn(world.alice), await isSignedIn(phone)]).toEqual([true, false])
    await expect(world.app.redeem(code)).rejects.toMatchObject({ error: 'invalid_grant' })
    await expect(world.app.refresh(tokens)).rejects.toMatchObject({ error: 'invalid_grant' })
    const stale = await world.request('/account', { headers: { Cookie: `__Host-gatehouse-session=${old}` } })
    expect(stale.status).toBe(303)
    expect((await elsewhere({ ...world.alice, password: next }).signIn(await open(phone, '/sign-in'))).status).not.toBe(
      200,
    )
  })

  it('needs the current one, and a new one that is worth the name', async () => {
    const refusals: readonly (readonly [string, string, number, string])[] = [
      ['not the password', next, 403, 'This is not your current password.'],
      [world.alice.password, 'sh0rt', 400, 'too short'],
      [world.alice.password, 'passwordpassword', 400, 'on the lists that attackers try'],
      ['', next, 400, 'Type the password that you have now.'],
    ]
    for (const [current, wanted, status, words] of refusals) {
      await signedInAt(world.alice, '/account')
      const page = await world.unchanged(() => changeTo(world.alice, wanted, current))
      expect([page.status, page.words.includes(words)]).toEqual([status, true])
      expect(page.html).not.toContain(wanted)
    }
    const form = formFor(await open(world.alice, '/account/password'), '/account/password')
    const none = await world.unchanged(() =>
      world.alice.browser.submit({ ...form, fields: form.fields.filter(({ name }) => name === 'csrf') }),
    )
    expect([none.status, none.words.includes('Type the password that you have now.')]).toEqual([400, true])
  })

  it('B12: is guessed no more often here than at the sign-in page', async () => {
    await signedInAt(world.alice, '/account')
    for (let tries = 1; tries <= 5; tries += 1) {
      expect((await changeTo(world.alice, next, `wrong ${tries}`)).status).toBe(403)
    }
    const limited = await changeTo(world.alice, next)
    expect([limited.status, Number(limited.headers.get('Retry-After')) > 0]).toEqual([429, true])
    world.clock.advance(minutes(15))
    expect((await changeTo(world.alice, next)).words).toContain('Your password is changed.')
    expect(await world.journal()).toEqual(expect.arrayContaining(['password.refused', 'password.limited']))
  })

  it('B18: of two who change it at once one wins, and the other is out', async () => {
    const phone = elsewhere(world.alice)
    const passwords = ['a walk by the sea', 'a walk on the moor']
    const pages = await Promise.all([world.alice, phone].map((person) => signedInAt(person, '/account/password')))
    const submitted = await Promise.all(
      [world.alice, phone].map((person, at) =>
        person.browser.submit(formFor(pages[at] as Page, '/account/password'), {
          fields: { current: world.alice.password, password: passwords[at] ?? '' },
        }),
      ),
    )
    const isDone = submitted.map(({ words }) => words.includes('Your password is changed.'))
    expect(isDone.filter(Boolean)).toHaveLength(1)
    expect(await Promise.all([world.alice, phone].map(isSignedIn))).toEqual(isDone)
  })
})

describe('connected apps, all of them', () => {
  it('end with one form, and a page that says so', async () => {
    const tokens = await world.app.redeem(await world.app.sendToSignIn(world.alice))
    const other = await world.register()
    const others = await other.redeem(await other.sendToSignIn(world.alice))
    const page = await world.alice.openAccount()
    expect(page.words).toContain('Registered itself')
    expect(page.words).toContain(`from ${addresses.alice}`)
    expect(page.words).toContain(`from ${addresses.app}`)
    const after = await world.alice.browser.submit(formFor(page, '/account/apps/disconnect-all'))
    expect(after.words).toContain('Every app is disconnected.')
    expect(after.words).toContain('No app is connected')
    await expect(world.app.refresh(tokens)).rejects.toMatchObject({ error: 'invalid_grant' })
    await expect(other.refresh(others)).rejects.toMatchObject({ error: 'invalid_grant' })
  })
})

const ownForms = posts.filter((endpoint) => endpoint.role === 'person' && endpoint.path.startsWith('/account'))

describe.each(titled(ownForms))('%s', (_, { path }) => {
  const pagePath = ['/account/apps', '/account/password'].find((page) => path.startsWith(page)) ?? '/account'
  const filled = { current: world?.alice.password ?? '', password: next, apps: 'disconnect' }

  /** Alice with two apps and two browsers, so that every form of the account stands on its page. */
  const shown = async (): Promise<Page> => {
    await world.app.redeem(await world.app.sendToSignIn(world.alice))
    const other = await world.register()
    await other.redeem(await other.sendToSignIn(world.alice))
    await signedInAt(elsewhere(world.alice), '/account')
    return signedInAt(world.alice, pagePath)
  }

  it('B1: takes only the form that we showed to this person in this browser', async () => {
    const page = await shown()
    const form = formFor(page, path)
    const bob = await world.person('bob')
    const bobs = await signedInAt(bob, pagePath)
    const others = [formFor(page, '/sign-out'), ...bobs.forms]
    const tokens = others.map(({ fields }) => fields.find(({ name }) => name === 'csrf')?.value ?? '')
    for (const csrf of ['', 'x', ...tokens]) {
      const refused = await world.unchanged(() => world.alice.browser.submit(form, { fields: { ...filled, csrf } }))
      expect(refused.status).toBe(403)
    }
    const fields = Object.fromEntries(entriesOf(form, { fields: filled }))
    const url = `${world.origin}${path}`
    expect((await world.unchanged(() => bob.browser.submit(form, { fields: filled }))).status).toBe(403)
    expect((await world.unchanged(() => world.alice.browser.postFromElsewhere(url, fields))).status).toBe(403)
  })

  it('B17: does nothing for a session that is over, and leads back', async () => {
    const form = formFor(await shown(), path)
    world.clock.advance(seconds(1))
    world.alice.browser.cookies.forget('__Host-gatehouse-session')
    const refused = await world.unchanged(() => world.alice.browser.submit(form, { fields: filled }))
    expect([refused.status, refused.words.includes('nothing was changed')]).toEqual([403, true])
    const back = await world.alice.signIn(refused)
    expect(new URL(back.url).pathname).toBe(pagePath)
  })
})
