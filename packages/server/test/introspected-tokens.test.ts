/** Group J: what introspection says of tokens, JWT and opaque alike. */
import { formatBasicCredentials } from '@gatehouse/protocol/basic-credentials'
import { minutes, seconds } from '@gatehouse/protocol/time'
import { createMemoryStore } from '@gatehouse/store-memory'
import { files, smallWorld, type Tokens } from '@gatehouse/testkit'
import { describe, expect, it } from 'vitest'
import { asClient, ask, asServer, connect, inactive, textFor, visit, worldOf } from './introspecting.ts'

describe.each(['jwt', 'opaque'] as const)('introspection of a token as %s', (format) => {
  it('tells a server everything about a token for itself, by Bearer and by Basic', async () => {
    const { world, filesKey } = await worldOf(format)
    const { access_token } = await connect(world)
    const response = await ask(world, access_token, asServer(filesKey))
    const said: unknown = await response.json()
    expect(response.status).toBe(200)
    expect(said).toMatchObject({
      active: true,
      token_type: 'Bearer',
      iss: 'https://auth.example',
      aud: files.uri,
      client_id: world.app.clientId,
      scope: 'files:read',
      exp: world.clock.now() + 3600,
      grant_id: expect.stringMatching(/^grt_/) as string,
      amr: ['pwd'],
      auth_time: world.clock.now(),
    })
    const basic = { authorization: formatBasicCredentials({ clientId: 'files', clientSecret: filesKey }) }
    expect(await (await ask(world, access_token, basic)).json()).toEqual(said)
  })

  it('J2: a server learns nothing about a token for another, nor about refresh tokens', async () => {
    const { world, filesKey, notesKey } = await worldOf(format)
    const tokens = await connect(world)
    const stranger = await world.configure()
    for (const [token = '', caller] of [
      [tokens.access_token, asServer(notesKey)],
      [tokens.access_token, asClient(stranger)],
      [tokens.refresh_token, asServer(notesKey)],
      [tokens.refresh_token, asServer(filesKey)],
      [tokens.refresh_token, asClient(stranger)],
    ] as const) {
      expect(await textFor(world, token, caller)).toBe(inactive)
    }
  })

  it('J2: a client learns of its own tokens, access and refresh, and of no other installation’s', async () => {
    const { world } = await worldOf(format)
    const [app, other] = [await world.configure(), await world.configure()]
    const tokens = await connect(world, app)
    for (const token of [tokens.access_token, tokens.refresh_token ?? '']) {
      const said: unknown = await (await ask(world, token, asClient(app))).json()
      expect(said).toMatchObject({ active: true, client_id: app.clientId, scope: 'files:read' })
      expect(await textFor(world, token, asClient(other))).toBe(inactive)
    }
  })

  it('J3: expired, ended, garbage, huge and foreign tokens all get the same answer', async () => {
    const store = createMemoryStore()
    const { world, filesKey } = await worldOf(format, { store })
    const elsewhere = await worldOf(format, { issuer: 'https://other.example' })
    const neighbours = await worldOf(format, { store, tenant: 'neighbours' })
    const expired = await connect(world)
    world.clock.advance(minutes(60))
    const [revoked, disconnected, forged] = [await connect(world), await connect(world), await connect(world)]
    await world.app.revoke(revoked.access_token)
    await world.app.revoke(disconnected.refresh_token ?? '')
    const tokens = {
      expired: expired.access_token,
      revoked: revoked.access_token,
      disconnected: disconnected.access_token,
      forged: `${forged.access_token.slice(0, -2)}${forged.access_token.endsWith('AA') ? 'BB' : 'AA'}`,
      foreign: (await connect(elsewhere.world)).access_token,
      neighbour: (await connect(neighbours.world)).access_token,
      garbage: 'x',
      segments: 'a.b.c.d',
      huge: 'x'.repeat(1024 * 1024),
      opaque: `act_${'0'.repeat(26)}.${'A'.repeat(43)}`,
    }
    for (const [name, token] of Object.entries(tokens)) {
      const response = await world.unchanged(() => ask(world, token, asServer(filesKey)))
      expect([name, response.status, await response.text()]).toEqual([name, 200, inactive])
    }
    expect(await textFor(world, forged.access_token, asServer(filesKey))).toContain('"active":true')
  })

  it('J3: a token that was signed under another name of this server is foreign', async () => {
    const store = createMemoryStore()
    const { world: before, filesKey } = await worldOf(format, { store, issuer: 'https://old.example' })
    const { access_token } = await connect(before)
    const resources = [{ ...files, accessTokenFormat: format }]
    const now = await smallWorld({ store, resources, policy: { registration: 'off' } })
    expect(await textFor(before, access_token, asServer(filesKey))).toContain('"active":true')
    expect(await textFor(now, access_token, asServer(filesKey))).toBe(inactive)
  })

  it('J3: a person who changed the password or was disabled has no live token', async () => {
    const { world, filesKey } = await worldOf(format)
    const { access_token } = await connect(world)
    const [alice] = await world.issuer.people.list()
    if (!alice) throw new Error('there is no alice')
    await world.issuer.people.setPassword(alice.id, 'another walk in the woods', visit)
    expect(await textFor(world, access_token, asServer(filesKey))).toBe(inactive)
  })

  it('J3: a token that was live a moment ago is dead the moment it ends', async () => {
    const { world, filesKey } = await worldOf(format)
    const said = ({ access_token }: Tokens) => textFor(world, access_token, asServer(filesKey))
    const [revoked, expired] = [await connect(world), await connect(world)]
    expect([await said(revoked), await said(expired)].map((text) => text.slice(0, 14))).toEqual(
      Array(2).fill('{"active":true'),
    )
    await world.app.revoke(revoked.access_token)
    expect(await said(revoked)).toBe(inactive)
    world.clock.advance(seconds(3599))
    expect(await said(expired)).toContain('"active":true')
    world.clock.advance(seconds(1))
    expect(await said(expired)).toBe(inactive)
  })

  it('J3: dead tokens of every kind take a moment, none of them a long one', async () => {
    const { world, filesKey } = await worldOf(format)
    const [revoked, forged] = [await connect(world), await connect(world)]
    await world.app.revoke(revoked.access_token)
    const unknown = `act_${'0'.repeat(26)}.${'A'.repeat(43)}`
    for (const token of [revoked.access_token, `${forged.access_token.slice(0, -4)}AAAA`, unknown, 'x']) {
      expect(await medianTime(() => textFor(world, token, asServer(filesKey)))).toBeLessThan(50)
    }
  })

  it('J4: a wrong or unknown token_type_hint changes nothing', async () => {
    const { world } = await worldOf(format)
    const app = await world.configure()
    const tokens = await connect(world, app)
    for (const token_type_hint of ['access_token', 'refresh_token', 'id_token', 'x', '']) {
      for (const token of [tokens.access_token, tokens.refresh_token ?? '']) {
        const said = await textFor(world, token, { ...asClient(app), form: { token_type_hint } })
        expect(said).toContain('"active":true')
      }
    }
  })
})

const medianTime = async (work: () => Promise<unknown>): Promise<number> => {
  const times: number[] = []
  for (let turn = 0; turn < 9; turn += 1) {
    const start = performance.now()
    await work()
    times.push(performance.now() - start)
  }
  return times.toSorted((a, b) => a - b)[4] ?? Infinity
}
