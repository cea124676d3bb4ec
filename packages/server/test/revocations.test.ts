/** The revocation feed as a document: what has ended for one resource, signed, for its guards. */
import { days, hours, minutes, seconds } from '@gatehouse/protocol/time'
import { nodeDigest } from '@gatehouse/server/runtime/digest'
import { faultyStore, files, notes, smallWorld, type Tokens, type World } from '@gatehouse/testkit'
import { createLocalJWKSet, decodeJwt, jwtVerify, type JSONWebKeySet } from 'jose'
import { describe, expect, it } from 'vitest'
import { expectJsonError } from './outcomes.ts'

const path = (resource: string): string => `/revocations?${new URLSearchParams({ resource }).toString()}`

const readFeed = async (world: World, resource: string = files.uri): Promise<readonly string[]> => {
  const response = await world.request(path(resource))
  const jwks = createLocalJWKSet((await (await world.request('/jwks')).json()) as JSONWebKeySet)
  const { payload } = await jwtVerify<{ ended: readonly string[] }>(await response.text(), jwks, {
    typ: 'gatehouse-revocations+jwt',
    issuer: 'https://auth.example',
    audience: resource,
    currentDate: new Date(world.clock.now() * 1000),
  })
  return payload.ended
}

const connect = async (world: World, resource: string = files.uri): Promise<Tokens> =>
  world.app.redeem(await world.app.sendToSignIn(world.alice, { resource }), undefined, { resource })

const names = ({ access_token }: Tokens) => {
  const { grant_id, jti } = decodeJwt<{ grant_id: string; jti: string }>(access_token)
  return { grant: nodeDigest.sha256(grant_id), token: nodeDigest.sha256(jti) }
}

describe('the revocation feed', () => {
  it('is signed for one resource, says when it was true, and names nothing in the clear', async () => {
    const world = await smallWorld()
    const tokens = await connect(world)
    await world.app.revoke(tokens.access_token)
    const response = await world.request(path(files.uri), { headers: { Origin: 'https://elsewhere.example' } })
    expect(response.headers.get('Content-Type')).toBe('application/gatehouse-revocations+jwt')
    expect(response.headers.get('Cache-Control')).toBe('public, max-age=0, must-revalidate')
    expect(response.headers.get('Access-Control-Allow-Origin')).toBe('*')
    expect(decodeJwt(await response.text())).toEqual({
      iss: 'https://auth.example',
      aud: files.uri,
      iat: world.clock.now(),
      complete: true,
      ended: [names(tokens).token],
    })
  })

  it('J10: has an access token that was given back, and then the grant when the refresh token is; not for other servers', async () => {
    const world = await smallWorld()
    const [first, other] = [await connect(world), await connect(world, notes.uri)]
    expect(await readFeed(world)).toEqual([])
    await world.app.revoke(first.access_token)
    world.clock.advance(seconds(1))
    expect(await readFeed(world)).toEqual([names(first).token])
    await world.app.revoke(first.refresh_token ?? '')
    world.clock.advance(seconds(1))
    expect([...(await readFeed(world))].toSorted()).toEqual(Object.values(names(first)).toSorted())
    expect(await readFeed(world, notes.uri)).toEqual([])
    await world.app.revoke(other.refresh_token ?? '')
    world.clock.advance(seconds(1))
    expect(await readFeed(world, notes.uri)).toEqual([names(other).grant])
  })

  it('C6: has the grant whose code was replayed', async () => {
    const world = await smallWorld()
    const code = await world.app.sendToSignIn(world.alice)
    const tokens = await world.app.redeem(code)
    world.clock.advance(seconds(11))
    await expect(world.app.redeem(code)).rejects.toMatchObject({ error: 'invalid_grant' })
    expect(await readFeed(world)).toEqual([names(tokens).grant])
  })

  it('H22: ending one installation leaves the others of the same client out of it', async () => {
    const world = await smallWorld()
    const [laptop, phone] = [await connect(world), await connect(world)]
    await world.app.revoke(laptop.refresh_token ?? '')
    expect(await readFeed(world)).toEqual([names(laptop).grant])
    expect(await world.app.refresh(phone)).toBeDefined()
  })

  it('follows within a second, and asks the store once a second however many ask', async () => {
    let shaky: ReturnType<typeof faultyStore> | undefined
    const world = await smallWorld({ around: (store) => (shaky = faultyStore(store)).store })
    const tokens = await connect(world)
    await world.request(path(files.uri))
    await world.app.revoke(tokens.refresh_token ?? '')
    world.clock.advance(seconds(1))
    shaky?.faults.reset()
    const answers = await Promise.all(Array.from({ length: 50 }, () => readFeed(world)))
    expect(new Set(answers.flat())).toEqual(new Set([names(tokens).grant]))
    expect(shaky?.faults.operations.filter((name) => name.endsWith('listEnded'))).toHaveLength(1)
  })

  it('is 304 for whoever has the set, until the set changes', async () => {
    const world = await smallWorld()
    const tokens = await connect(world)
    const ask = (etag: string) => world.request(path(files.uri), { headers: { 'If-None-Match': etag } })
    const etag = (await world.request(path(files.uri))).headers.get('ETag') ?? ''
    world.clock.advance(minutes(5))
    for (const known of [etag, `"x", ${etag}`]) {
      const same = await ask(known)
      expect([same.status, await same.text(), same.headers.get('ETag')]).toEqual([304, '', etag])
    }
    await world.app.revoke(tokens.access_token)
    world.clock.advance(seconds(1))
    const changed = await ask(etag)
    expect([changed.status, changed.headers.get('ETag') === etag]).toEqual([200, false])
  })

  it('forgets an end once no token of it can be alive', async () => {
    const world = await smallWorld()
    const [grant, token] = [await connect(world), await connect(world)]
    await world.app.revoke(grant.refresh_token ?? '')
    await world.app.revoke(token.access_token)
    world.clock.advance(hours(1))
    expect(await readFeed(world)).toEqual([names(grant).grant])
    world.clock.advance(hours(23))
    expect(await readFeed(world)).toEqual([names(grant).grant])
    world.clock.advance(seconds(1))
    await readFeed(world)
    world.clock.advance(minutes(1))
    expect(await readFeed(world)).toEqual([])
  })

  it('finds an end that became visible late', async () => {
    const world = await smallWorld()
    const tokens = await connect(world)
    const at = world.clock.now()
    await readFeed(world)
    world.clock.advance(seconds(50))
    await readFeed(world)
    const { grant_id } = decodeJwt<{ grant_id: string }>(tokens.access_token)
    await world.store.forTenant('main').grants.end(grant_id as never, 'revoked', at, [])
    world.clock.advance(seconds(1))
    expect(await readFeed(world)).toEqual([names(tokens).grant])
  })

  it('knows a resource by every spelling, and no other', async () => {
    const world = await smallWorld()
    for (const spelling of [files.uri, `${files.uri}/`, files.uri.replace('files.example', 'FILES.example:443')]) {
      expect((await world.request(path(spelling))).status).toBe(200)
    }
    await expectJsonError(await world.request(path('https://elsewhere.example/mcp')), 404, 'invalid_target')
    await expectJsonError(await world.request(path('nothing')), 400, 'invalid_target')
    expect(decodeJwt(await (await world.request('/revocations')).text()).aud).toBe(files.uri)
    const none = await smallWorld({ resources: [notes, { ...files, isDefault: false }] })
    await expectJsonError(await none.request('/revocations'), 400, 'invalid_target')
    await expectJsonError(await world.request(`${path(files.uri)}&resource=x`), 400, 'invalid_request')
  })

  it('is 503 while the store cannot be read: an old set would be a lie', async () => {
    let shaky: ReturnType<typeof faultyStore> | undefined
    const world = await smallWorld({ around: (store) => (shaky = faultyStore(store)).store })
    await world.request(path(files.uri))
    world.clock.advance(seconds(1))
    shaky?.faults.arm({ failAt: 1, when: 'before' })
    await expectJsonError(await world.request(path(files.uri)), 503, 'temporarily_unavailable')
    shaky?.faults.reset()
    expect((await world.request(path(files.uri))).status).toBe(200)
  })

  it('is where discovery says', async () => {
    const world = await smallWorld()
    const metadata: unknown = await (await world.request('/.well-known/oauth-authorization-server')).json()
    expect(metadata).toMatchObject({ gatehouse_revocations_endpoint: 'https://auth.example/revocations' })
  })

  it('outlives the person: removed, disabled or with a new password, each ends the grants', async () => {
    const world = await smallWorld()
    const visit = { traceId: 'trc_test', source: 'this test' }
    const tokens = await connect(world)
    const [alice] = await world.issuer.people.list()
    if (!alice) throw new Error('there is no alice')
    await world.issuer.people.setPassword(alice.id, 'another walk in the woods', visit)
    expect(await readFeed(world)).toEqual([names(tokens).grant])
    world.clock.advance(days(2))
    expect(await readFeed(world)).toEqual([])
  })
})
