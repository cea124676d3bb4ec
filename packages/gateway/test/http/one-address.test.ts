/** Requests, and the credentials on them, go to the address that the operator wrote, and nowhere else. */
import { afterEach, describe, expect, it } from 'vitest'
import { type HttpWorld, openHttpWorld } from './http-world.ts'
import { openSpyUpstream, type SpyUpstream } from './spy-upstream.ts'

let world: HttpWorld | undefined
let other: SpyUpstream | undefined
afterEach(async () => {
  await world?.close()
  await other?.close()
  world = other = undefined
})

const credentials = { headers: { authorization: 'Bearer of-the-operator' } }

describe('an upstream with credentials', () => {
  it.each([301, 302, 303, 307, 308])('S14: its redirect (%i) leads nobody anywhere', async (status) => {
    const target = (other = await openSpyUpstream())
    world = await openHttpWorld(
      (_, outgoing) => void outgoing.writeHead(status, { location: target.url }).end(),
      credentials,
    )
    for (const method of ['POST', 'GET', 'DELETE']) {
      const answer = await world.askRaw({ method })
      expect(answer.status).toBe(502)
      expect(answer.headers.location).toBeUndefined()
      expect(answer.text).not.toContain(target.url)
    }
    expect(target.seen).toEqual([])
    expect(world.spy.seen).toHaveLength(3)
  })

  it('S14: its redirect is not followed when its tools are asked for, either', async () => {
    const target = (other = await openSpyUpstream())
    let connections = 0
    target.server.on('connection', () => (connections += 1))
    world = await openHttpWorld(undefined, credentials)
    world.spy.redirectTo = target.url
    await world.gateway.apply([])
    await world.gateway.apply([world.definition])
    expect(world.gateway.servers()[0]?.tools()).toEqual([])
    expect(connections).toBe(0)
  })

  it('S14: no client says where a request goes', async () => {
    const target = (other = await openSpyUpstream())
    world = await openHttpWorld(undefined, credentials)
    const { host } = new URL(target.url)
    const headers = {
      'x-forwarded-host': host,
      'x-original-url': target.url,
      'x-rewrite-url': '/other',
      forwarded: `host=${host}`,
      'mcp-endpoint': target.url,
    }
    expect((await world.askRaw({ headers })).status).toBe(200)
    expect((await world.askRaw({ path: '/mcp/notes?url=' + encodeURIComponent(target.url) })).status).toBe(200)
    for (const path of ['/mcp/notes/../other', '/mcp/notes/%2e%2e/other', '/mcp/notes//other']) {
      expect((await world.askRaw({ path })).status).toBe(404)
    }
    expect(target.seen).toEqual([])
    expect(world.spy.seen.map(({ url }) => url)).toEqual(['/mcp', '/mcp'])
    expect(world.spy.seen[0]?.headers.host).toBe(new URL(world.spy.url).host)
  })
})
