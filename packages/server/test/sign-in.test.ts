/** Group B: signing in, and the session that comes of it. */
import { addresses, formFor, hasForm, smallWorld, type Page, type Person, type World } from '@gatehouse/testkit'
import { days, hours, minutes, seconds } from '@gatehouse/protocol/time'
import { beforeEach, describe, expect, it } from 'vitest'
import { returnTo } from '../src/http/return-to.ts'

let world: World
beforeEach(async () => {
  world = await smallWorld()
})

const signInPage = (person: Person = world.alice) => person.browser.open(`${world.origin}/sign-in`, 'nowhere')
const isSignedIn = (page: Page) => hasForm(page, '/sign-out')
const account = (person: Person = world.alice) => person.browser.open(`${world.origin}/account/apps`, 'nowhere')
describe('signing in', () => {
  it('leads back to the page that was asked for', async () => {
    const page = await account()
    expect(hasForm(page, '/sign-in')).toBe(true)
    expect(isSignedIn(await world.alice.signIn(page))).toBe(true)
  })

  it('answers an unknown name, a wrong password and a disabled account alike', async () => {
    const bob = await world.person('bob')
    const [, user] = await world.issuer.people.list()
    await world.issuer.people.setDisabled(user?.id ?? ('' as never), true, { traceId: 't', source: 's' })
    const answers = [
      await world.alice.signIn(await signInPage(), { name: 'nobody' }),
      await world.alice.signIn(await signInPage(), { password: 'not the password' }),
      await bob.signIn(await signInPage(bob)),
    ]
    for (const page of answers) expect([page.status, isSignedIn(page)]).toEqual([403, false])
    const plain = answers.map(({ words }) => words.replace(/trc_\w+/, ''))
    expect(new Set(plain).size).toBe(1)
  })

  it('ends the session that this browser had before', async () => {
    await world.alice.openAccount()
    const old = world.alice.browser.cookies.value('__Host-gatehouse-session') ?? 'no session'
    world.clock.advance(seconds(1))
    await world.alice.signIn(await world.alice.browser.open(world.app.authorizationUrl({ prompt: 'login' })))
    expect(world.alice.browser.cookies.value('__Host-gatehouse-session')).not.toBe(old)
    expect(world.contents()).not.toContain(old.split('.')[0])
  })

  it('lasts 12 hours without use and 7 days at most, to the second', async () => {
    await world.alice.openAccount()
    world.clock.advance(seconds(hours(12) - 1))
    expect(isSignedIn(await account())).toBe(true)
    world.clock.advance(hours(12))
    expect(isSignedIn(await account())).toBe(false)
    await world.alice.openAccount()
    for (let half = 1; half < 14; half += 1) {
      world.clock.advance(seconds(hours(12) - 1))
      expect(isSignedIn(await account())).toBe(true)
    }
    world.clock.advance(seconds(days(7) - 13 * (hours(12) - 1)))
    expect(isSignedIn(await account())).toBe(false)
  })
})

describe('guessing', () => {
  const guess = async (person: Person, password: string, name?: string) =>
    person.signIn(await signInPage(person), { password, ...(name === undefined ? {} : { name }) })

  it('B12: the sixth wrong password within 15 minutes is 429, and then the right one is, too', async () => {
    const thief = await thiefAt(addresses.thief)
    for (let tries = 1; tries <= 5; tries += 1) expect((await guess(thief, `wrong ${tries}`)).status).toBe(403)
    const sixth = await guess(thief, 'wrong 6')
    expect(sixth.status).toBe(429)
    expect(Number(sixth.headers.get('Retry-After'))).toBeGreaterThan(0)
    expect((await guess(thief, world.alice.password)).status).toBe(429)
    world.clock.advance(minutes(15))
    expect((await guess(thief, world.alice.password)).status).toBe(200)
  })

  it('B12: other spellings of a name share its bucket', async () => {
    const thief = await thiefAt(addresses.thief)
    for (const name of ['Alice', 'ALICE', ' alice ', 'ａｌｉｃｅ', 'aLiCe']) await guess(thief, 'wrong', name)
    expect((await guess(thief, 'wrong', 'alice')).status).toBe(429)
  })

  it('B12: nobody can lock out a browser that signed this account in before', async () => {
    await world.alice.openAccount()
    world.alice.browser.cookies.forget('__Host-gatehouse-session')
    const thief = await thiefAt(addresses.alice)
    for (let tries = 1; tries <= 6; tries += 1) await guess(thief, 'wrong')
    expect((await guess(thief, world.alice.password)).status).toBe(429)
    expect((await world.alice.signIn(await account())).status).toBe(200)
  })

  it('B12: a stranger’s X-Forwarded-For changes nothing; a trusted proxy’s does', async () => {
    const behind = async (proxied: World, peer: string) => {
      const statuses: number[] = []
      for (let tries = 1; tries <= 6; tries += 1) {
        const browser = proxied.browser(peer)
        const page = await browser.open(`${proxied.origin}/sign-in`, 'nowhere')
        const form = formFor(page, '/sign-in')
        const cookie = `__Host-gatehouse-browser=${browser.cookies.value('__Host-gatehouse-browser')}`
        const csrf = form.fields.find(({ name }) => name === 'csrf')?.value ?? ''
        const response = await proxied.request(
          '/sign-in',
          {
            method: 'POST',
            body: new URLSearchParams({ csrf, return_to: '/', username: 'alice', password: 'wrong' }),
            headers: { Cookie: cookie, 'X-Forwarded-For': `198.51.100.${tries}` },
          },
          peer,
        )
        statuses.push(response.status)
      }
      return statuses
    }
    const proxied = await smallWorld({ needs: { trustedProxies: ['10.0.0.0/8'] } })
    expect(await behind(proxied, '203.0.113.5')).toEqual([403, 403, 403, 403, 403, 429])
    expect(await behind(proxied, '10.1.2.3')).toEqual([403, 403, 403, 403, 403, 403])
  })

  const thiefAt = async (address: string): Promise<Person> => {
    const browser = world.browser(address)
    const signIn: Person['signIn'] = (page, changes = {}) =>
      browser.submit(formFor(page, '/sign-in'), {
        fields: { username: changes.name ?? 'alice', password: changes.password ?? '' },
      })
    return { ...world.alice, browser, signIn }
  }
})

describe('where it leads', () => {
  it('B14: return_to is one of our own pages, or the start page', async () => {
    const evil = [
      '//evil.example',
      '/\\evil.example',
      'https:evil.example',
      '%2f%2fevil.example',
      '\t//evil.example',
      '/@evil.example',
    ]
    for (const text of [...evil, 'https://evil.example', '/account/apps/../../x', '', undefined])
      expect(returnTo(text)).toBe('/')
    for (const text of evil) {
      world.alice.browser.cookies.forget('__Host-gatehouse-session')
      const page = await world.alice.browser.open(`${world.origin}/sign-in?return_to=${encodeURIComponent(text)}`)
      const landed = await world.alice.signIn(page)
      expect([landed.left, landed.url]).toEqual([undefined, `${world.origin}/`])
      const forged = await world.alice.browser.submit(formFor(page, '/sign-in'), {
        fields: { username: 'alice', password: world.alice.password, return_to: text },
      })
      expect([forged.left, forged.url]).toEqual([undefined, `${world.origin}/`])
    }
  })
})

describe('cookies', () => {
  it('B16: are __Host-, Secure, HttpOnly, Lax, for the whole host and no other', async () => {
    await world.alice.openAccount()
    const { kept } = world.alice.browser.cookies
    expect([...kept.keys()].toSorted()).toEqual(['__Host-gatehouse-browser', '__Host-gatehouse-session'])
    for (const text of kept.values()) {
      expect(text).toMatch(/; Path=\/; HttpOnly; SameSite=Lax; Secure$/)
      expect(text).not.toMatch(/domain/i)
    }
  })

  it('B16: a twin with the plain name is not looked at on https', async () => {
    await world.alice.openAccount()
    const session = world.alice.browser.cookies.value('__Host-gatehouse-session')
    const browser = world.alice.browser.cookies.value('__Host-gatehouse-browser')
    const Cookie = `gatehouse-session=${session}; gatehouse-browser=${browser}`
    const page = await world.request('/account/apps', { headers: { Cookie } })
    expect([page.status, page.headers.get('Location')]).toEqual([303, '/sign-in?return_to=/account/apps'])
  })

  it('B16: have plain names on http loopback only', async () => {
    const loopback = await smallWorld({ issuer: 'http://localhost:4646' })
    await loopback.alice.openAccount()
    const { kept } = loopback.alice.browser.cookies
    expect([...kept.keys()].toSorted()).toEqual(['gatehouse-browser', 'gatehouse-session'])
    for (const text of kept.values()) expect(text).toMatch(/; Path=\/; HttpOnly; SameSite=Lax$/)
  })

  it('B16: 60 parallel flows stay under 4 KB', async () => {
    const pages = await Promise.all(
      Array.from({ length: 60 }, () => world.alice.browser.open(world.app.authorizationUrl())),
    )
    expect(pages.every((page) => hasForm(page, '/sign-in'))).toBe(true)
    expect((world.alice.browser.cookies.headerFor(world.origin, false) ?? '').length).toBeLessThan(4096)
  })
})

describe('signing out', () => {
  it('B20: needs a form of ours, and then nothing of the person is left to see', async () => {
    const page = await world.alice.openAccount()
    const forged = await world.unchanged(() => world.alice.browser.postFromElsewhere(`${world.origin}/sign-out`, {}))
    expect(forged.status).toBe(403)
    expect(isSignedIn(await account())).toBe(true)
    expect(page.headers.get('Cache-Control')).toBe('no-store')
    const out = await world.alice.browser.submit(formFor(page, '/sign-out'))
    expect(out.words).toContain('You are signed out')
    expect(isSignedIn(await account())).toBe(false)
    expect(world.contents()).toContain('"sessions": []')
  })
})
