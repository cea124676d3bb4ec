/** U7: a server without an account lets nobody in; whoever holds the setup link creates the first one, once. */
import { formFor, password, smallWorld, type Page, type World } from '@gatehouse/testkit'
import { hours } from '@gatehouse/protocol/time'
import { beforeEach, describe, expect, it } from 'vitest'
import { setupPath } from '../src/corridor/setup-form.ts'
import { expectJsonError, expectLocalPage } from './outcomes.ts'

let world: World
beforeEach(async () => {
  world = await smallWorld({ isClaimed: false })
})

const link = async () => `${world.origin}${setupPath((await world.issuer.people.createSetupLink()).secret)}`
const fill = (page: Page, fields: Readonly<Record<string, string>> = {}) =>
  world.alice.browser.submit(formFor(page, '/setup'), { fields: { username: 'carol', password, ...fields } })

describe('an unclaimed server', () => {
  it('U7: refuses authorize, token, register, revoke and sign-in, and says why', async () => {
    await world.unchanged(async () => {
      for (const path of ['/authorize?client_id=x', '/sign-in', '/account/apps', '/consent?request=x']) {
        const page = await world.alice.browser.open(`${world.origin}${path}`)
        expectLocalPage(page, 503)
        expect(page.words).toContain('This server is not set up yet')
      }
      const form = { method: 'POST', body: new URLSearchParams({ client_id: 'x' }) }
      await expectJsonError(await world.request('/token', form), 503, 'temporarily_unavailable')
      await expectJsonError(await world.request('/revoke', form), 503, 'temporarily_unavailable')
      const wish = { method: 'POST', body: '{}', headers: { 'Content-Type': 'application/json' } }
      await expectJsonError(await world.request('/register', wish), 503, 'temporarily_unavailable')
    })
    expect((await world.request('/.well-known/oauth-authorization-server')).status).toBe(200)
  })

  it('is claimed through the link, by one account, which is signed in and runs the server', async () => {
    const page = await fill(await world.alice.browser.open(await link(), 'nowhere'))
    expect([page.status, page.url]).toEqual([200, `${world.origin}/`])
    expect(await world.issuer.people.list()).toMatchObject([{ name: 'carol', isAdmin: true }])
    expect((await world.alice.browser.open(`${world.origin}/account/apps`, 'here')).words).toContain('carol')
    const app = await world.register()
    expect(await app.redeem(await app.sendToSignIn(world.alice))).toMatchObject({ token_type: 'Bearer' })
  })

  it('U7: the link works once, for a day, and in its exact spelling', async () => {
    const [used, other] = [await link(), await link()]
    const [first, second] = [await world.alice.browser.open(used), await world.alice.browser.open(other)]
    for (const wrong of [`${used}x`, used.slice(0, -1), `${world.origin}/setup`, `${world.origin}/setup?link=`]) {
      expectLocalPage(await world.unchanged(() => world.alice.browser.open(wrong)), 403)
    }
    await fill(first)
    await world.unchanged(async () => {
      expectLocalPage(await fill(first, { username: 'mallory' }), 403)
      expectLocalPage(await fill(second, { username: 'mallory' }), 403)
      expectLocalPage(await world.alice.browser.open(used), 403)
    })
    const late = await smallWorld({ isClaimed: false })
    const { secret } = await late.issuer.people.createSetupLink()
    late.clock.advance(hours(24))
    expectLocalPage(await late.alice.browser.open(`${late.origin}${setupPath(secret)}`), 403)
  })

  it('U7: of two who claim at once one wins', async () => {
    const page = await world.alice.browser.open(await link())
    const both = await Promise.all([fill(page, { username: 'carol' }), fill(page, { username: 'mallory' })])
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 403])
    expect(await world.issuer.people.list()).toHaveLength(1)
  })

  it('U7: the form must be ours, shown to this browser', async () => {
    const page = await world.alice.browser.open(await link())
    const url = `${world.origin}/setup`
    const fields = { username: 'mallory', password, link: 'x' }
    expectLocalPage(await world.unchanged(() => world.alice.browser.postFromElsewhere(url, fields)), 403)
    const stranger = world.browser('203.0.113.66')
    const stolen = () => stranger.submit(formFor(page, '/setup'), { fields: { username: 'mallory', password } })
    expectLocalPage(await world.unchanged(stolen), 403)
  })

  it('keeps what was typed and says what to mend', async () => {
    const page = await world.alice.browser.open(await link())
    const wrong = await world.unchanged(() => fill(page, { email: 'carol@' }))
    expect([wrong.status, wrong.words.includes('This does not look like an e-mail address')]).toEqual([400, true])
    expect(formFor(wrong, '/setup').fields).toContainEqual(
      expect.objectContaining({ name: 'username', value: 'carol' }),
    )
    const bad = await world.unchanged(() => fill(wrong, { email: '', password: 'short' }))
    expect(bad.words).toContain('This password is too short')
    expect(bad.html).not.toContain('value="short"')
    const common = await world.unchanged(() => fill(bad, { password: 'passwordpassword' }))
    expect(common.words).toContain('that attackers try first')
    expect((await fill(common, { email: '' })).status).toBe(200)
  })
})
