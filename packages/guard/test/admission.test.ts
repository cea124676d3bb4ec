import { describe, expect, it } from 'vitest'
import type { Decision } from '../src/index.ts'
import { refused, resource, smallWorld, verdict } from './local-issuer.ts'

const form = { 'content-type': 'application/x-www-form-urlencoded' }

describe('the token comes in the Authorization header, once', () => {
  it('a call without a token gets a bare challenge that says where to get one, to every method', async () => {
    const world = await smallWorld()
    for (const method of ['POST', 'GET', 'HEAD', 'DELETE', 'PUT', 'OPTIONS']) {
      const response = await world.call(new Request(resource, { method }))
      expect(response.status).toBe(401)
      expect(response.headers.get('www-authenticate')).toBe(
        'Bearer realm="https://notes.example/mcp", scope="notes:read", resource_metadata="https://notes.example/.well-known/oauth-protected-resource/mcp"',
      )
      expect(response.headers.get('cache-control')).toBe('no-store')
      expect((await response.text()).length > 0).toBe(method !== 'HEAD')
    }
    expect(world.handled).toEqual([])
    expect(world.authority.asked).toEqual([])
  })

  it('another scheme counts as no token; a Bearer without one as a bad token', async () => {
    const world = await smallWorld()
    const send = (authorization: string) => world.call(new Request(resource, { headers: { authorization } }))
    expect(await verdict(await send('Basic YWxpY2U6c2VjcmV0'))).toMatchObject({ status: 401, error: undefined })
    for (const bad of ['Bearer', 'Bearer ', 'bearer {}', 'Bearer a b'])
      expect(await verdict(await send(bad))).toEqual(refused)
    expect((await send(`bearer ${await world.token()}`)).status).toBe(200)
  })

  it('R14: a token in the URL is refused, and neither answer nor event holds it', async () => {
    const events: Decision[] = []
    const world = await smallWorld({ onDecision: (decision) => events.push(decision) })
    const token = await world.token()
    for (const query of [`access_token=${token}`, `a=b&access%5Ftoken=${token}`]) {
      const response = await world.call(new Request(`${resource}?${query}`, { method: 'POST' }))
      const text = JSON.stringify([...response.headers]) + (await response.clone().text())
      expect(await verdict(response)).toEqual(refused)
      expect(text).not.toContain(token)
    }
    expect(JSON.stringify(events)).not.toContain(token)
    expect(events).toHaveLength(2)
  })

  it('R14: a token in a form is refused', async () => {
    const world = await smallWorld()
    const body = new URLSearchParams({ access_token: await world.token() })
    expect((await verdict(await world.call(new Request(resource, { method: 'POST', body })))).status).toBe(401)
    expect(world.handled).toEqual([])
  })

  it('R14: two tokens, in two headers, in header and URL, in header and form, are 400 invalid_request', async () => {
    const world = await smallWorld()
    const token = await world.token()
    const twoHeaders = new Headers({ authorization: `Bearer ${token}` })
    twoHeaders.append('authorization', `Bearer ${token}`)
    const authorization = `Bearer ${token}`
    const requests = [
      new Request(resource, { method: 'POST', headers: twoHeaders }),
      new Request(`${resource}?access_token=${token}`, { method: 'POST', headers: { authorization } }),
      new Request(resource, { method: 'POST', headers: { authorization, ...form }, body: `access_token=${token}` }),
      new Request(resource, {
        method: 'POST',
        headers: { authorization, 'content-type': 'Application/x-www-form-urlencoded; charset=utf-8' },
        body: `a=b&access%5ftoken=x`,
      }),
    ]
    for (const request of requests) {
      const response = await world.call(request)
      expect(await verdict(response)).toEqual({ status: 400, error: 'invalid_request', pointsHome: true })
      expect(await response.json()).toMatchObject({ error: 'invalid_request' })
    }
    expect(world.handled).toEqual([])
  })

  it('a form without a token is the next handler’s business, and its body is still unread', async () => {
    const world = await smallWorld()
    const headers = { authorization: `Bearer ${await world.token()}`, ...form }
    const request = new Request(resource, { method: 'POST', headers, body: 'a=b' })
    const response = await world.guard.handle(request, async (admitted) => new Response(await admitted.request.text()))
    expect(await response.text()).toBe('a=b')
  })
})

describe('the verdict depends on the token alone', () => {
  it('R22: no spelling of the path, no method and no header changes it', async () => {
    const world = await smallWorld()
    const token = await world.token()
    const urls = [
      'https://notes.example//mcp',
      'https://notes.example/mcp/',
      'https://notes.example/MCP',
      'https://notes.example/mcp%2f',
      'https://notes.example/mcp;x',
      'https://notes.example/./mcp',
      'https://notes.example/mcp?path=/.well-known/oauth-protected-resource',
      'https://notes.example/mcp#/.well-known/oauth-protected-resource',
      'https://notes.example/%2ewell-known/oauth-protected-resource',
      'https://notes.example/.well-known/security.txt',
      'https://notes.example/health',
    ]
    const disguises: Record<string, string>[] = [
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
    const disguised = urls.flatMap((url) => disguises.map((headers) => ({ url, headers })))
    for (const { url, headers } of disguised) {
      for (const method of ['GET', 'HEAD', 'POST', 'OPTIONS']) {
        expect((await world.call(new Request(url, { method, headers }))).status).toBe(401)
      }
    }
    expect(world.handled).toEqual([])
    for (const url of urls) {
      const response = await world.call(new Request(url, { headers: { authorization: `Bearer ${token}` } }))
      expect(response.status).toBe(200)
    }
  })

  it('R22: discovery documents that are not ours do not exist, below the resource or above, and nobody behind the guard is asked', async () => {
    const world = await smallWorld()
    const paths = [
      '/.well-known/oauth-protected-resource/other',
      '/.well-known/oauth-authorization-server',
      '/.well-known/oauth-authorization-server/mcp',
      '/.well-known/openid-configuration',
      '/mcp/.well-known/openid-configuration',
      '/mcp/.well-known/oauth-authorization-server',
    ]
    for (const path of paths) expect((await world.call(new Request(`https://notes.example${path}`))).status).toBe(404)
    expect(world.handled).toEqual([])
  })

  it('R24: of 1,000 interleaved calls by different people, each handler sees its own', async () => {
    const world = await smallWorld()
    const tokens = await Promise.all(
      Array.from({ length: 50 }, (_, n) => world.token({ sub: `usr_${n}`, jti: `jti_${n}` })),
    )
    const ask = async (_: unknown, n: number) => {
      const response = await world.callWith(tokens[n % 50] ?? '')
      expect(await response.json()).toEqual({ subject: `usr_${n % 50}` })
    }
    // Twice: the second time every token is remembered.
    await Promise.all(Array.from({ length: 500 }, ask))
    await Promise.all(Array.from({ length: 500 }, ask))
    expect(world.handled).toHaveLength(1000)
  })
})
