/** Group H: how long a document is believed, and what becomes of those who are on the way when it changes. */
import { days, hours, seconds } from '@gatehouse/protocol/time'
import { keyHolder } from '@gatehouse/testkit'
import { beforeEach, describe, expect, it } from 'vitest'
import { callback, documentWorld, expectUnidentified, id, isShown, type DocumentWorld } from './document-world.ts'
import { expectLocalPage, refusedWith } from './outcomes.ts'

let { web, world, app, serve, open, atConsent }: DocumentWorld = await documentWorld()
beforeEach(async () => {
  ;({ web, world, app, serve, open, atConsent } = await documentWorld())
})

describe('how long a document is believed', () => {
  const asks = async () => {
    const before = web.asked.length
    expect(isShown(await open())).toBe(true)
    return web.asked.length - before
  }

  it('H19: as long as its host says, to the second', async () => {
    serve({}, { cacheControl: 'max-age=600' })
    expect(await asks()).toBe(1)
    world.clock.advance(seconds(599))
    expect(await asks()).toBe(0)
    world.clock.advance(seconds(1))
    expect(await asks()).toBe(1)
  })

  it('H19: a day at most, and not at all when its host forbids it or speaks in riddles', async () => {
    serve({}, { cacheControl: 'max-age=1000000000000' })
    expect(await asks()).toBe(1)
    world.clock.advance(seconds(hours(24) - 1))
    expect(await asks()).toBe(0)
    world.clock.advance(seconds(1))
    const riddles = ['no-store', 'private, max-age=600', 'max-age=-600', 'max-age=600, max-age=600']
    for (const headers of [
      ...riddles.map((cacheControl) => ({ cacheControl })),
      { cacheControl: 'max-age=600', vary: '*' },
    ]) {
      serve({}, headers)
      expect([headers, await asks(), await asks()]).toEqual([headers, 1, 1])
    }
  })

  it('H19: a failure is not tried again for half a minute', async () => {
    web.down()
    expectUnidentified(await open())
    web.up()
    expectUnidentified(await open())
    expect(web.asked).toHaveLength(1)
    world.clock.advance(seconds(30))
    expect(isShown(await open())).toBe(true)
  })

  it('H19: when its host is silent a client that nobody uses stays out; one in use gets in for a week, and its refreshes go on', async () => {
    expect(isShown(await open())).toBe(true)
    web.down()
    expectUnidentified(await open())
    web.up()
    world.clock.advance(seconds(30))
    let tokens = await app.redeem(await app.sendToSignIn(world.alice))
    web.down()
    world.clock.advance(seconds(days(7) - 1))
    expect(isShown(await open())).toBe(true)
    tokens = await app.refresh(tokens)
    world.clock.advance(seconds(1))
    expectUnidentified(await open())
    await app.refresh(tokens)
  })

  it('H19: a document that says something else is heard, also from a client in use', async () => {
    await app.redeem(await app.sendToSignIn(world.alice))
    serve({ client_id: 'https://app.example/moved.json' })
    expectUnidentified(await open())
  })

  it('H19: no old copy passes an admin’s block', async () => {
    const tokens = await app.redeem(await app.sendToSignIn(world.alice))
    const waiting = await atConsent()
    await world.store.forTenant('main').clients.setDisabled(id as never, world.clock.now(), [])
    expectUnidentified(await open())
    web.down()
    expectUnidentified(await open())
    expectLocalPage(await world.alice.approve(waiting))
    await expect(app.refresh(tokens)).rejects.toMatchObject(refusedWith(401, 'invalid_client'))
  })
})

describe('a document that changes', () => {
  it('H17: on the way, the person decides about what asked, and the code is redeemed as that', async () => {
    const page = await atConsent()
    serve({ client_name: 'Another App', redirect_uris: ['https://app.example/elsewhere'], ...withKeys().members })
    const bob = await world.person('bob')
    expectLocalPage(await open(app, bob))
    const [stored] = (await world.issuer.clients.list()).filter(({ provenance }) => provenance === 'document')
    expect(stored).toMatchObject({ name: 'Another App', authentication: 'key' })
    const again = await world.alice.browser.open(page.url, 'here')
    expect([again.words.includes('Document App'), again.words.includes('Another App')]).toEqual([true, false])
    const asked = web.asked.length
    const code = app.readAnswer(await world.alice.approve(again)).get('code') ?? ''
    const tokens = await app.refresh(await app.redeem(code))
    await app.revoke(tokens.refresh_token ?? '')
    expect(web.asked).toHaveLength(asked)
  })

  it('H17: what began with keys is not finished without them', async () => {
    const { members, assertion } = withKeys()
    serve(members)
    const signing = world.actor({ clientId: id, redirectUri: callback, assertion })
    const code = await signing.sendToSignIn(world.alice)
    const refusal = refusedWith(401, 'invalid_client')
    await expect(app.redeem(code)).rejects.toMatchObject(refusal)
    const tokens = await signing.redeem(code)
    const waiting = await signing.sendToSignIn(world.alice)
    await expect(app.refresh(tokens)).rejects.toMatchObject(refusal)
    for (const token of [tokens.access_token, tokens.refresh_token ?? '']) {
      await expect(app.revoke(token)).rejects.toMatchObject(refusal)
      expect((await app.post('/introspect', { token })).status).toBe(401)
    }
    serve()
    const bob = await world.person('bob')
    await open(app, bob)
    // Now the document asks for no keys any more: the code and grant that were made with them are worth nothing without.
    await expect(app.redeem(waiting)).rejects.toMatchObject(refusedWith(400, 'invalid_grant'))
    await expect(app.refresh(tokens)).rejects.toMatchObject(refusedWith(400, 'invalid_grant'))
    for (const token of [tokens.access_token, tokens.refresh_token ?? '']) {
      await expect(app.revoke(token)).rejects.toMatchObject(refusal)
    }
    serve(members)
    await open(app, bob)
    await signing.refresh(tokens)
  })

  it('H17: what began without keys goes on without them, and only that', async () => {
    const tokens = await app.redeem(await app.sendToSignIn(world.alice))
    const { members, assertion } = withKeys()
    serve(members)
    const signing = world.actor({ clientId: id, redirectUri: callback, assertion })
    const bob = await world.person('bob')
    const bobs = await signing.redeem(await signing.sendToSignIn(bob))
    await app.refresh(tokens)
    await expect(app.refresh(bobs)).rejects.toMatchObject(refusedWith(401, 'invalid_client'))
    expect((await app.post('/revoke', { token: 'nothing of anybody' })).status).toBe(401)
    await signing.refresh(bobs)
  })

  const withKeys = () => {
    const keys = keyHolder()
    let count = 0
    return {
      members: { token_endpoint_auth_method: 'private_key_jwt', jwks: { keys: [keys.publicJwk] } },
      assertion: () => {
        count += 1
        const now = world.clock.now()
        return keys.sign({ iss: id, sub: id, aud: 'https://auth.example', exp: now + 60, jti: `jti-${count}` })
      },
    }
  }
})
