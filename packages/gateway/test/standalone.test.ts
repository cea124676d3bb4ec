/** A gateway that has its origin to itself. */
import { afterEach, describe, expect, it } from 'vitest'
import { createStandalone } from '../src/standalone.ts'
import { issuer, openAuthority } from './authority.ts'
import { overHttp } from './definitions.ts'
import { type GatewayWorld, openGatewayWorld } from './gateway-world.ts'

let world: GatewayWorld | undefined
afterEach(() => world?.close())

const leaving = new AbortController()
const standalone = createStandalone({ leaving: leaving.signal })
const ask = async (path: string, method = 'GET'): Promise<Response> =>
  await standalone(new Request(`https://gate.example${path}`, { method }))

describe('an origin without an authorization server', () => {
  it('says that the process lives, and until it leaves that it is ready', async () => {
    expect([(await ask('/health')).status, (await ask('/ready')).status]).toEqual([200, 200])
    expect((await ask('/ready', 'POST')).headers.get('allow')).toBe('GET, HEAD')
    leaving.abort()
    const ready = await ask('/ready')
    expect([ready.status, ready.headers.get('retry-after'), (await ask('/health')).status]).toEqual([503, '2', 200])
  })

  it.each(['/', '/.well-known/openid-configuration', '/mcp', '/mcp/unknown', '/health/x'])(
    'has nothing at %s, and says so in JSON that runs nowhere',
    async (path) => {
      const { status, headers } = await ask(path)
      expect([status, headers.get('content-type')]).toEqual([404, 'application/json'])
      expect([headers.get('x-content-type-options'), headers.get('content-security-policy')]).toEqual([
        'nosniff',
        expect.stringContaining('sandbox'),
      ])
    },
  )

  it('says at its root what its only server is, and says nothing there when there are two', async () => {
    const { guard } = await openAuthority()
    const notes = overHttp('notes', 'http://127.0.0.1:9/mcp')
    world = await openGatewayWorld(() => [notes], { guard: { ...guard, isOnlyResource: true } })
    const root = `${world.origin}/.well-known/oauth-protected-resource`
    expect(await (await fetch(root)).json()).toMatchObject({ resource: `${world.origin}/mcp/notes` })
    await world.gateway.apply([notes, overHttp('mail', 'http://127.0.0.1:9/mcp')])
    expect((await fetch(root)).status).toBe(404)
  })

  it('repeats there, and for each server, what its authorization server says of itself', async () => {
    const { guard } = await openAuthority()
    const servers = [overHttp('notes', 'http://127.0.0.1:9/mcp'), overHttp('mail', 'http://127.0.0.1:9/mcp')]
    world = await openGatewayWorld(() => servers, {
      guard: { ...guard, isOnlyResource: true, servesIssuerMetadata: true },
    })
    for (const subject of ['', '/mcp/notes', '/mcp/mail']) {
      for (const document of ['oauth-authorization-server', 'openid-configuration']) {
        const answer = await fetch(`${world.origin}/.well-known/${document}${subject}`)
        expect([subject, document, answer.status]).toEqual([subject, document, 200])
        expect(await answer.json()).toMatchObject({ issuer })
      }
    }
    expect((await fetch(`${world.origin}/.well-known/oauth-authorization-server/mcp/other`)).status).toBe(404)
  })

  it('leaves that to the authorization server where it has the origin', async () => {
    world = await openGatewayWorld(() => [overHttp('notes', 'http://127.0.0.1:9/mcp')])
    const { gateway } = world
    expect(gateway.routeOf('/.well-known/oauth-authorization-server/mcp/notes')).toBeUndefined()
    expect(gateway.routeOf('/.well-known/oauth-authorization-server')).toBeUndefined()
    expect(gateway.routeOf('/.well-known/oauth-protected-resource')).toBeUndefined()
    expect(gateway.routeOf('/.well-known/oauth-protected-resource/mcp/notes')).toBe('/mcp/notes')
  })
})
