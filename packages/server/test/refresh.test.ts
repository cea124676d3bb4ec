/** Group I: refresh tokens rotate, a lost answer is given again, and a stolen token ends its grant and no other. */
import { smallWorld, type Changes, type Tokens, type World } from '@gatehouse/testkit'
import { days, hours, seconds } from '@gatehouse/protocol/time'
import { decodeJwt } from 'jose'
import { beforeEach, describe, expect, it } from 'vitest'
import { refusedWith } from './outcomes.ts'

let world: World
let tokens: Tokens
beforeEach(async () => {
  world = await smallWorld()
  tokens = await world.app.redeem(await world.app.sendToSignIn(world.alice))
})

const anotherGrant = async () => world.app.redeem(await world.app.sendToSignIn(world.alice))
const expectDead = (which: Tokens, changes?: Changes) =>
  expect(world.app.refresh(which, changes)).rejects.toMatchObject(refusedWith(400, 'invalid_grant'))
const children = () => (world.store.contents('main')['refreshTokens'] as readonly unknown[]).length

describe('a lost answer', () => {
  it('I2: within 30 s the same client gets the stored answer again, and nothing is minted', async () => {
    const first = await world.app.refresh(tokens)
    world.clock.advance(seconds(9))
    await world.unchanged(async () => expect(await world.app.refresh(tokens)).toEqual(first))
    world.clock.advance(seconds(20))
    expect(await world.app.refresh(tokens)).toEqual(first)
    expect(children()).toBe(2)
    expect(await world.journal()).toContain('refresh-token.answered-again')
    expect(await world.app.refresh(first)).toMatchObject({ token_type: 'Bearer' })
  })

  it('I2: another wish does not get that answer', async () => {
    await world.app.refresh(tokens)
    const asks = world.app.refresh(tokens, {
      resource: 'https://files.example/mcp',
      scope: 'files:read offline_access',
    })
    expect(await asks).toMatchObject({ scope: 'files:read' })
    const wide = await world.app.redeem(await world.app.sendToSignIn(world.alice, { scope: 'files:read files:write' }))
    await world.app.refresh(wide)
    await world.unchanged(() =>
      expect(world.app.refresh(wide, { scope: 'files:write' })).rejects.toMatchObject({ error: 'invalid_target' }),
    )
  })

  it('I14: a fault between commit and answer is healed by asking again', async () => {
    const { faultyStore } = await import('@gatehouse/testkit')
    let faults: ReturnType<typeof faultyStore>['faults'] | undefined
    const shaky = await smallWorld({
      around(store) {
        const made = faultyStore(store)
        faults = made.faults
        return made.store
      },
    })
    const before = await shaky.app.redeem(await shaky.app.sendToSignIn(shaky.alice))
    faults?.reset()
    await shaky.app.refresh(before)
    const issued = (faults?.operations ?? []).indexOf('issuance.issue') + 1
    const next = await shaky.app.redeem(await shaky.app.sendToSignIn(shaky.alice))
    faults?.arm({ failAt: issued, when: 'after' })
    await expect(shaky.app.refresh(next)).rejects.toMatchObject(refusedWith(503, 'temporarily_unavailable'))
    faults?.reset()
    const [again, oncemore] = [await shaky.app.refresh(next), await shaky.app.refresh(next)]
    expect(again).toEqual(oncemore)
    expect(await shaky.app.refresh(again)).toMatchObject({ token_type: 'Bearer' })
  })
})

describe('a replay', () => {
  it('I3: after the window ends that grant, and no other', async () => {
    const other = await anotherGrant()
    const child = await world.app.refresh(tokens)
    world.clock.advance(seconds(30))
    await expect(world.thief.refresh(tokens)).rejects.toMatchObject({ error: 'invalid_grant' })
    await expectDead(child)
    expect(await world.app.refresh(other)).toMatchObject({ token_type: 'Bearer' })
    expect(await world.journal()).toContain('grant.ended-by-replay')
  })

  it('I3: of the grandparent ends the grant even within the window', async () => {
    const child = await world.app.refresh(tokens)
    const grandchild = await world.app.refresh(child)
    await expectDead(tokens)
    await expectDead(grandchild)
  })

  it('I3: outside a burst it counts: the eleventh in 24 h ends the grant', async () => {
    let [parent, child] = [tokens, await world.app.refresh(tokens)]
    for (let replays = 1; replays <= 10; replays += 1) {
      world.clock.advance(seconds(11))
      expect(await world.app.refresh(parent)).toEqual(child)
      ;[parent, child] = [child, await world.app.refresh(child)]
    }
    world.clock.advance(seconds(11))
    await expectDead(parent)
    await expectDead(child)
  })

  it('I6: is noticed however long ago the rotation was', async () => {
    const child = await world.app.refresh(tokens)
    world.clock.advance(days(29))
    await world.store.forTenant('main').sweep(world.clock.now(), 1000)
    await expectDead(tokens)
    await expectDead(child)
  })
})

describe('a race', () => {
  it('I4: of 64 refreshes at once there is one child, and every caller has the same answer', async () => {
    const before = children()
    const all = await Promise.all(Array.from({ length: 64 }, () => world.app.refresh(tokens)))
    expect(new Set(all.map(({ refresh_token }) => refresh_token)).size).toBe(1)
    expect(children()).toBe(before + 1)
  })

  it('I5: with a revocation leaves nothing alive', async () => {
    for (let round = 0; round < 8; round += 1) {
      const grant = await anotherGrant()
      const refreshing = world.app.refresh(grant).catch(() => undefined)
      const [child] = await Promise.all([refreshing, world.app.revoke(grant.refresh_token ?? '')])
      await expectDead(grant)
      if (child) await expectDead(child)
    }
  })
})

describe('whose it is', () => {
  it('I7: another client, or the client without its secret, gets nothing and harms nothing', async () => {
    const other = await world.register()
    const secret = await world.configure()
    const secrets = await secret.redeem(await secret.sendToSignIn(world.alice))
    const form = { grant_type: 'refresh_token', refresh_token: secrets.refresh_token }
    await world.unchanged(async () => {
      await expect(other.refresh(tokens)).rejects.toMatchObject(refusedWith(400, 'invalid_grant'))
      await expect(other.refresh(secrets)).rejects.toMatchObject(refusedWith(400, 'invalid_grant'))
      const bare = await world.request('/token', {
        method: 'POST',
        body: new URLSearchParams({ ...form, refresh_token: form.refresh_token ?? '', client_id: secret.clientId }),
      })
      expect([bare.status, ((await bare.json()) as { error: string }).error]).toEqual([401, 'invalid_client'])
    })
    expect(await secret.refresh(secrets)).toMatchObject({ token_type: 'Bearer' })
    expect(await world.app.refresh(tokens)).toMatchObject({ token_type: 'Bearer' })
  })

  it('is told by its exact text only', async () => {
    const text = tokens.refresh_token ?? ''
    const [id = ''] = text.split('.')
    await world.unchanged(async () => {
      for (const refresh_token of [
        `${id}.${'A'.repeat(43)}`,
        text.toUpperCase(),
        `${text}x`,
        ` ${text}`,
        'x'.repeat(60_000),
      ]) {
        await expectDead({ ...tokens, refresh_token })
      }
    })
  })
})

describe('what it gives', () => {
  it('I8: fewer scopes when asked, all of them again later, and never more', async () => {
    const wide = await world.app.redeem(
      await world.app.sendToSignIn(world.alice, { scope: 'files:read files:write offline_access' }),
    )
    expect(wide.scope).toBe('files:read files:write offline_access')
    const narrow = await world.app.refresh(wide, { scope: 'files:read offline_access' })
    expect(decodeJwt(narrow.access_token)).toMatchObject({ scope: 'files:read' })
    const full = await world.app.refresh(narrow)
    expect(decodeJwt(full.access_token)).toMatchObject({ scope: 'files:read files:write' })
    await world.unchanged(() =>
      expect(world.app.refresh(full, { scope: 'files:read files:admin' })).rejects.toMatchObject({
        error: 'invalid_scope',
      }),
    )
  })

  it('I9: a server outside the grant is invalid_target, and nothing was rotated', async () => {
    await world.unchanged(async () => {
      for (const resource of ['https://notes.example/mcp', 'https://files.example/mcp-evil', 'https://other.example']) {
        await expect(world.app.refresh(tokens, { resource })).rejects.toMatchObject(refusedWith(400, 'invalid_target'))
      }
    })
    expect(await world.app.refresh(tokens)).toMatchObject({ token_type: 'Bearer' })
  })

  it('I11: idles out after 30 days, to the second', async () => {
    const other = await anotherGrant()
    world.clock.advance(seconds(days(30) - 1))
    const child = await world.app.refresh(tokens)
    world.clock.advance(seconds(1))
    await expectDead(other)
    world.clock.advance(seconds(days(30) - 2))
    expect(await world.app.refresh(child)).toMatchObject({ token_type: 'Bearer' })
  })

  it('I11: rotation never moves the absolute end of 180 days', async () => {
    let current = tokens
    for (let month = 1; month < 9; month += 1) {
      world.clock.advance(days(20))
      current = await world.app.refresh(current)
    }
    world.clock.advance(seconds(days(20) - 1))
    current = await world.app.refresh(current)
    world.clock.advance(seconds(1))
    await expectDead(current)
  })

  it('dies with its access token’s clock: an access token lives one hour', () => {
    const { iat = 0, exp = 0 } = decodeJwt(tokens.access_token)
    expect(exp - iat).toBe(hours(1))
  })
})
