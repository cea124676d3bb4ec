/** The suite, part one: how a token comes, and what must not change the verdict. */
import { describe, expect, it } from 'vitest'
import type { Decision } from '../../src/index.ts'
import { resource } from '../local-issuer.ts'
import type { Adapter } from './adapter.ts'
import { jsonHeaders } from './ask.ts'
import { expectAdmitted, refused, verdict, worldsOn } from './world.ts'

const form = { 'content-type': 'application/x-www-form-urlencoded' }

export const proveAdmission = (adapter: Adapter): void => {
  const open = worldsOn(adapter)

  describe('the token comes in the Authorization header, once', () => {
    it('a call without a token gets a bare challenge that says where to get one, to every method', async () => {
      const world = await open()
      for (const method of ['POST', 'GET', 'HEAD', 'DELETE', 'PUT', 'OPTIONS']) {
        const response = await world.call({ method })
        expect(response.status).toBe(401)
        expect(response.headers.get('www-authenticate')).toBe(
          `Bearer realm="${resource}", scope="notes:read", resource_metadata="${world.metadataUrl}"`,
        )
        expect(response.headers.get('cache-control')).toBe('no-store')
        expect((await response.text()).length > 0).toBe(method !== 'HEAD')
      }
      expect(world.handled).toEqual([])
      expect(world.authority.asked).toEqual([])
    })

    it('another scheme counts as no token; a Bearer without one as a bad token', async () => {
      const world = await open()
      const send = (authorization: string) => world.call({ headers: { authorization } })
      expect(verdict(await send('Basic YWxpY2U6c2VjcmV0'))).toEqual({ ...refused, error: undefined })
      for (const bad of ['Bearer', 'Bearer ', 'bearer {}', 'Bearer a b'])
        expect(verdict(await send(bad))).toEqual(refused)
      expectAdmitted(await send(`bearer ${await world.token()}`))
    })

    it('R14: a token in the URL is refused, and neither answer nor event holds it', async () => {
      const events: Decision[] = []
      const world = await open({ onDecision: (decision) => events.push(decision) })
      const token = await world.token()
      for (const query of [`access_token=${token}`, `a=b&access%5Ftoken=${token}`]) {
        const response = await world.call({ target: `/mcp?${query}` })
        expect(verdict(response)).toEqual(refused)
        expect(JSON.stringify([...response.headers]) + (await response.text())).not.toContain(token)
      }
      expect(JSON.stringify(events)).not.toContain(token)
      expect(events).toHaveLength(2)
    })

    it('R14: a token in a form is refused', async () => {
      const world = await open()
      const response = await world.call({ headers: form, body: `access_token=${await world.token()}` })
      expect(verdict(response)).toMatchObject({ status: 401, pointsHome: true })
      expect(world.handled).toEqual([])
    })

    it('R14: two tokens, in two headers, in header and URL, in header and form, are 400 invalid_request', async () => {
      const world = await open()
      const token = await world.token()
      const authorization = `Bearer ${token}`
      const strangely = { 'content-type': 'Application/x-www-form-urlencoded; charset=utf-8' }
      const twice = [
        { headers: { authorization: [authorization, authorization] } },
        { headers: { authorization: [authorization, 'Basic YWxpY2U6c2VjcmV0'] } },
        { headers: { authorization }, target: `/mcp?access_token=${token}` },
        { headers: { authorization, ...form }, body: `access_token=${token}` },
        { headers: { authorization, ...strangely }, body: 'a=b&access%5ftoken=x' },
      ]
      for (const sent of twice) {
        const response = await world.call(sent)
        expect(verdict(response)).toEqual({ status: 400, error: 'invalid_request', pointsHome: true })
        expect(await response.json()).toMatchObject({ error: 'invalid_request' })
      }
      expect(world.handled).toEqual([])
    })
  })

  describe('the verdict depends on the token alone', () => {
    it('R22: no spelling of the path, no method and no header changes it', async () => {
      const world = await open()
      // On a part of its host, another path is another door: there must be nobody behind it.
      const shut = adapter.stand === 'host' ? [401] : [401, 404]
      for (const { target, headers } of disguised) {
        for (const method of ['GET', 'HEAD', 'POST', 'OPTIONS']) {
          const response = await world.call({ method, target, headers })
          expect(shut, `${method} ${target} ${JSON.stringify(headers)}`).toContain(response.status)
        }
      }
      expect(world.handled).toEqual([])
      const authorization = `Bearer ${await world.token()}`
      for (const target of adapter.stand === 'host' ? targets : ['/mcp', '/mcp?x'])
        expectAdmitted(await world.call({ target, headers: { authorization } }))
    })

    it('R22: discovery documents that are not ours do not exist, and nobody behind the guard is asked', async () => {
      const world = await open()
      const below = ['/mcp/.well-known/openid-configuration', '/mcp/.well-known/oauth-authorization-server']
      const onHost = [
        '/.well-known/oauth-protected-resource/other',
        '/.well-known/oauth-authorization-server',
        '/.well-known/oauth-authorization-server/mcp',
        '/.well-known/openid-configuration',
      ]
      for (const target of [...below, ...onHost]) {
        expect((await world.call({ method: 'GET', target })).status).toBe(404)
      }
      expect(world.handled).toEqual([])
    })

    it('R24: of 1,000 interleaved calls by different people, each tool sees its own', async () => {
      const world = await open()
      const people = Array.from({ length: 50 }, (_, n) => ({ sub: `usr_${n}`, jti: `jti_${n}` }))
      const tokens = await Promise.all(people.map((claims) => world.token(claims)))
      const whoami = { jsonrpc: '2.0', method: 'tools/call', params: { name: 'whoami', arguments: {} } }
      const ask = async (_: unknown, n: number) => {
        const headers = { ...jsonHeaders, authorization: `Bearer ${tokens[n % 50] ?? ''}` }
        const answer = await world.ask({ ...whoami, id: n }, headers)
        expect(answer).toMatchObject({ id: n, result: { content: [{ text: `usr_${n % 50}` }] } })
      }
      // Twice: the second time every token is remembered.
      await Promise.all(Array.from({ length: 500 }, ask))
      await Promise.all(Array.from({ length: 500 }, ask))
      expect(world.handled.length).toBeGreaterThanOrEqual(1000)
    })

    it('R22: no target that a client can write stops the server', async () => {
      const world = await open()
      // A web request has a sound URL, or there is none.
      for (const target of adapter.isOverSockets ? unsound : []) {
        expect((await world.call({ method: 'GET', target })).status).toBeLessThan(500)
      }
      expectAdmitted(await world.callWith(await world.token()))
    })
  })
}

const targets = [
  '//mcp',
  '/mcp/',
  '/MCP',
  '/mcp%2f',
  '/mcp;x',
  '/./mcp',
  '/mcp?path=/.well-known/oauth-protected-resource',
  '/%2ewell-known/oauth-protected-resource',
  '/.well-known/security.txt',
  '/health',
  'https://notes.example/mcp',
  'http://evil.example/mcp',
]

const unsound = ['//:99999/.well-known/x', '//[/.well-known/oauth-protected-resource', '//?access_token=a', 'x:', '*']

const disguises: readonly Readonly<Record<string, string>>[] = [
  {},
  { 'x-original-url': '/.well-known/oauth-protected-resource' },
  { 'x-forwarded-uri': '/health' },
  { 'x-rewrite-url': '/health' },
  { 'x-http-method-override': 'OPTIONS' },
  { 'x-middleware-subrequest': 'middleware' },
  { 'user-agent': 'kube-probe/1.30' },
  { 'x-forwarded-host': 'localhost' },
  { origin: 'https://notes.example' },
]

const disguised = targets.flatMap((target) => disguises.map((headers) => ({ target, headers })))
