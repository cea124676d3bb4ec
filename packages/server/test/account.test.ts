/** What a person holds: the account, and the apps that are connected to it. */
import { addresses, formFor, hasForm, smallWorld, type World } from '@gatehouse/testkit'
import { beforeEach, describe, expect, it } from 'vitest'

let world: World
beforeEach(async () => {
  world = await smallWorld()
})

const visit = { traceId: 'trc_test', source: 'test' }

describe('B18: an account that changes', () => {
  const changes: readonly (readonly [string, (id: never) => Promise<unknown>])[] = [
    ['is disabled', (id) => world.issuer.people.setDisabled(id, true, visit)],
    ['is deleted', (id) => world.issuer.people.remove(id, visit)],
    ['has a new password', (id) => world.issuer.people.setPassword(id, 'a walk by the sea', visit)],
  ]
  it.each(changes)('B18: when it %s, session, waiting code and refresh tokens are dead', async (_, change) => {
    const bob = await world.person('bob')
    const tokens = await world.app.redeem(await world.app.sendToSignIn(bob))
    const code = await world.app.sendToSignIn(bob)
    const page = await bob.browser.open(world.app.authorizationUrl())
    const user = (await world.issuer.people.list()).find(({ name }) => name === 'bob')
    await change(user?.id as never)
    await world.unchanged(async () => {
      await expect(world.app.redeem(code)).rejects.toMatchObject({ error: 'invalid_grant' })
      await expect(world.app.refresh(tokens)).rejects.toMatchObject({ error: 'invalid_grant' })
      expect(hasForm(await bob.browser.open(`${world.origin}/account/apps`, 'nowhere'), '/sign-in')).toBe(true)
      expect(hasForm(await bob.browser.submit(formFor(page, '/consent'), { button: 'approve' }), '/sign-in')).toBe(true)
    })
  })
})

describe('connected apps', () => {
  it('end with one click, for this grant and no other', async () => {
    const tokens = await world.app.redeem(await world.app.sendToSignIn(world.alice))
    const other = await world.register()
    const others = await other.redeem(await other.sendToSignIn(world.alice))
    const page = await world.alice.openAccount()
    const forms = page.forms.filter(({ action }) => action === '/account/apps/disconnect')
    expect(forms).toHaveLength(2)
    const oldest = forms.at(-1)
    if (!oldest) throw new Error('two apps are connected')
    const after = await world.alice.browser.submit(oldest)
    expect(after.words).toContain('Example App is disconnected')
    await expect(world.app.refresh(tokens)).rejects.toMatchObject({ error: 'invalid_grant' })
    expect(await other.refresh(others)).toMatchObject({ token_type: 'Bearer' })
  })

  it('of somebody else cannot be ended, nor a made-up farewell shown', async () => {
    const tokens = await world.app.redeem(await world.app.sendToSignIn(world.alice))
    const [grant = ''] = /grt_[0-9a-z]{26}/.exec((await world.alice.openAccount()).html) ?? []
    const bob = await world.person('bob')
    const bobs = await world.register()
    await bobs.redeem(await bobs.sendToSignIn(bob))
    const form = formFor(await bob.openAccount(), '/account/apps/disconnect')
    await world.unchanged(() => bob.browser.submit(form, { fields: { grant } }))
    expect(await world.app.refresh(tokens)).toMatchObject({ token_type: 'Bearer' })
    const forged = await bob.browser.open(`${world.origin}/account/apps?done=disconnected&name=Your+bank&proof=x`)
    expect(forged.words).not.toContain('Your bank')
  })

  it('are another browser’s business only after signing in there', async () => {
    const elsewhere = world.browser(addresses.thief)
    expect(hasForm(await elsewhere.open(`${world.origin}/account`), '/sign-in')).toBe(true)
  })
})
