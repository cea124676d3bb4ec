/** The suite, part seven: what the resource says of itself, and browsers of any origin. */
import { describe, expect, it } from 'vitest'
import { issuer, resource } from '../local-issuer.ts'
import { type Adapter, endpoint, seenBehind } from './adapter.ts'
import { worldsOn } from './world.ts'

const root = '/.well-known/oauth-protected-resource'
const below = `${endpoint}${root}`
const exposed = 'WWW-Authenticate, Mcp-Session-Id, Retry-After'

export const proveDiscovery = (adapter: Adapter): void => {
  const open = worldsOn(adapter)
  const isOnHost = adapter.stand === 'host'

  describe('discovery', () => {
    it('R23: the document says what was configured, whatever Host or X-Forwarded-Host say', async () => {
      const world = await open({ name: 'Notes' })
      const headers = { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'gopher', forwarded: 'host=evil' }
      for (const target of isOnHost ? [`${root}/mcp`, root, below, `http://evil.example${root}/mcp`] : [below]) {
        const response = await world.call({ method: 'GET', target, headers })
        expect(response.status).toBe(200)
        expect(response.headers.get('content-type')).toBe('application/json')
        expect(await response.json()).toEqual({
          resource,
          authorization_servers: [issuer],
          scopes_supported: ['notes:read'],
          bearer_methods_supported: ['header'],
          resource_name: 'Notes',
        })
      }
      expect(world.handled).toEqual([])
      expect(world.authority.asked).toEqual([])
    })

    it('the root speaks only for a resource that is alone on its host', async () => {
      const one = await open({ isOnlyResource: false })
      expect((await one.call({ method: 'GET', target: root })).status).toBe(404)
      expect((await one.call({ method: 'GET', target: one.metadataPath })).status).toBe(200)
    })

    it('is cacheable, and a known document is 304', async () => {
      const world = await open()
      const get = (headers = {}) => world.call({ method: 'GET', target: world.metadataPath, headers })
      const first = await get()
      const etag = first.headers.get('etag') ?? ''
      expect(first.headers.get('cache-control')).toBe('public, max-age=300')
      for (const tag of [etag, `W/${etag}`, `"x", ${etag}`, '*']) {
        const again = await get({ 'if-none-match': tag })
        expect([again.status, again.headers.get('etag'), await again.text()]).toEqual([304, etag, ''])
      }
      const changed = await open({ scopes: ['notes:write'] })
      const headers = { 'if-none-match': etag }
      expect((await changed.call({ method: 'GET', target: changed.metadataPath, headers })).status).toBe(200)
    })

    it('answers HEAD without a body and other methods with 405', async () => {
      const world = await open()
      const head = await world.call({ method: 'HEAD', target: world.metadataPath })
      expect([head.status, await head.text()]).toEqual([200, ''])
      const post = await world.call({ method: 'POST', target: world.metadataPath })
      expect([post.status, post.headers.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS'])
    })

    it('the challenge can name another place on the same host', async () => {
      const metadataUrl = `${resource}${root}`
      const world = await open({ metadataUrl })
      const refusal = await world.call({})
      expect(refusal.headers.get('www-authenticate')).toContain(`resource_metadata="${metadataUrl}"`)
      expect((await world.call({ method: 'GET', target: below })).status).toBe(200)
    })
  })

  describe('the authorization server’s metadata, repeated for clients that look here', () => {
    const inserted = ['/.well-known/oauth-authorization-server/mcp', '/.well-known/openid-configuration/mcp']
    const atRoot = ['/.well-known/oauth-authorization-server', '/.well-known/openid-configuration']
    const within = ['/mcp/.well-known/oauth-authorization-server', '/mcp/.well-known/openid-configuration']
    const get = (target: string) => ({ method: 'GET', target })

    it('is the issuer’s own document, asked for once', async () => {
      const world = await open({ servesIssuerMetadata: true })
      for (const target of isOnHost ? [...inserted, ...atRoot, ...within] : within) {
        const response = await world.call(get(target))
        expect([response.status, await response.json()]).toEqual([200, world.authority.metadata])
        expect(response.headers.get('access-control-allow-origin')).toBe('*')
      }
      expect(world.authority.asked).toHaveLength(1)
      expect(world.handled).toEqual([])
      const preflight = { 'access-control-request-method': 'GET', origin: 'https://web.example' }
      const target = within[0] ?? ''
      expect((await world.call({ method: 'OPTIONS', target, headers: preflight })).status).toBe(204)
      expect((await world.call({ method: 'POST', target })).status).toBe(405)
    })

    it('is 503 while nobody knows it, and a stranger cannot hurry the issuer', async () => {
      const world = await open({ servesIssuerMetadata: true })
      for (const path of atRoot) world.authority.answer(path, () => new Response('down', { status: 500 }))
      const answers = await Promise.all(Array.from({ length: 20 }, () => world.call(get(within[0] ?? ''))))
      for (const { status, headers } of answers) expect([status, headers.get('retry-after')]).toEqual([503, '2'])
      expect(world.authority.asked).toHaveLength(2)
      world.authority.answer('/.well-known/openid-configuration', () => Response.json(world.authority.metadata))
      world.clock.now += 2
      expect((await world.call(get(within[1] ?? ''))).status).toBe(200)
    })

    it('stands at the bare host only for a resource that is alone there', async () => {
      const world = await open({ servesIssuerMetadata: true, isOnlyResource: false })
      for (const target of atRoot) expect((await world.call(get(target))).status).toBe(404)
      for (const target of isOnHost ? inserted : within) expect((await world.call(get(target))).status).toBe(200)
    })
  })

  describe('browsers of any origin', () => {
    it('pass the preflight, on the resource and on its metadata, without a token and without reaching the handler', async () => {
      const world = await open()
      const headers = {
        origin: 'https://web.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'x'.repeat(8_192),
      }
      for (const target of [endpoint, world.metadataPath]) {
        const response = await world.call({ method: 'OPTIONS', target, headers })
        expect(response.status).toBe(204)
        expect(response.headers.get('access-control-allow-origin')).toBe('*')
        expect(response.headers.get('access-control-allow-headers')).toMatch(/^Authorization, .*, \*$/)
        expect(response.headers.get('access-control-allow-credentials')).toBeNull()
      }
      expect(world.handled).toEqual([])
    })

    it('can read answers and refusals', async () => {
      const world = await open()
      const origin = 'https://web.example'
      const answers = [
        await world.call({ headers: { origin } }),
        await world.callWith(await world.token(), { headers: { origin } }),
        await world.call({ method: 'GET', target: world.metadataPath }),
      ]
      for (const response of answers) {
        expect(response.headers.get('access-control-allow-origin')).toBe('*')
        expect(response.headers.get('access-control-expose-headers')).toBe(exposed)
      }
      expect(answers.map(seenBehind)).toEqual([undefined, 'usr_alice', undefined])
    })
  })
}
