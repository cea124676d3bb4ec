/** What strangers see of our keys: the set itself, how long it may be kept, and which algorithms are promised. RFC 7517 §5, cases K1, K2, K5 */
import { days, hours, seconds } from '@gatehouse/protocol/time'
import { files, smallWorld, type World } from '@gatehouse/testkit'
import { decodeProtectedHeader } from 'jose'
import { describe, expect, it } from 'vitest'
import { loadConfig } from '../src/config/load.ts'
import { longestTokenLife } from '../src/keys/key-lives.ts'

const visit = { traceId: 'trc_test', source: 'test' }
const read = async (world: World) => {
  const response = await world.request('/jwks')
  const { keys } = (await response.clone().json()) as { keys: readonly { kid: string }[] }
  return { response, kids: keys.map(({ kid }) => kid), etag: response.headers.get('ETag') ?? '' }
}
const algorithmsOf = async (world: World): Promise<unknown> =>
  ((await (await world.request('/.well-known/openid-configuration')).json()) as Record<string, unknown>)[
    'id_token_signing_alg_values_supported'
  ]

describe('/jwks', () => {
  it('K2: may be kept a minute, so that the caches on the way and a guard together forget it before its next key signs', async () => {
    const { response } = await read(await smallWorld())
    expect(response.headers.get('Cache-Control')).toBe('public, max-age=60')
  })

  it('K2: has a key that is about to sign at once, also for those who know the set from before', async () => {
    const world = await smallWorld()
    const before = await read(world)
    const unchanged = { headers: { 'If-None-Match': before.etag } }
    expect((await world.request('/jwks', unchanged)).status).toBe(304)
    await world.needs.keyKeeping.rotate({ isNow: true }, visit)
    expect((await world.request('/jwks', unchanged)).status).toBe(200)
    const now = await read(world)
    expect(now.kids).toHaveLength(2)
    world.clock.advance(seconds(3))
    const token = await world.app.redeem(await world.app.sendToSignIn(world.alice))
    expect(now.kids).toContain(decodeProtectedHeader(token.access_token).kid)
    expect((await read(world)).etag).toBe(now.etag)
  })

  it('loses a key when its last token has died', async () => {
    const world = await smallWorld()
    const { kids } = await read(world)
    world.clock.advance(days(90))
    await world.rotateKeys()
    world.clock.advance(hours(27))
    expect((await read(world)).kids).not.toContain(kids[0])
  })
})

it('what discovery promises to sign with is what signs, first things first', async () => {
  const world = await smallWorld({ signing: { algorithms: ['EdDSA', 'ES256', 'RS256'] } })
  expect(await algorithmsOf(world)).toEqual(['EdDSA', 'ES256', 'RS256'])
  const { access_token } = await world.app.redeem(await world.app.sendToSignIn(world.alice))
  expect(decodeProtectedHeader(access_token)).toMatchObject({ alg: 'EdDSA', typ: 'at+jwt' })
})

it('no token outlives the publication of its key', async () => {
  const world = await smallWorld()
  const put = (accessTokenLifetime: typeof longestTokenLife) =>
    world.issuer.resources.put({ ...files, accessTokenLifetime }, visit)
  await expect(put(seconds(longestTokenLife + 1))).rejects.toThrow('24 hours')
  expect(await put(longestTokenLife)).toMatchObject({ name: 'files' })
})

describe('K5: a start with signing.algorithms', () => {
  it.each(['HS256', 'none', 'ES384', 'RS1', '', 'ES256,HS256', 'ES256,ES256'])('"%s" is refused', (said) => {
    const environment = { GATEHOUSE_SIGNING_ALGORITHMS: said === '' ? ',' : said }
    expect(() => loadConfig({ environment, workingDirectory: '/' })).toThrow(/signing\.algorithms/)
  })

  it('of ours is accepted, in the order in which they are said', () => {
    const environment = { GATEHOUSE_SIGNING_ALGORITHMS: 'PS256, ES256' }
    expect(loadConfig({ environment, workingDirectory: '/' }).signing.algorithms).toEqual(['PS256', 'ES256'])
  })
})
