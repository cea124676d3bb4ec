import { describe, expect, it } from 'vitest'
import { createGuard, requireCaller } from '../src/index.ts'
import { createSigner, goodClaims, issuer, localIssuer, resource, sign, smallWorld, start } from './local-issuer.ts'

const wellKnown = 'https://notes.example/.well-known/oauth-protected-resource'

describe('discovery', () => {
  it('R23: the document says what was configured, whatever Host or X-Forwarded-Host say', async () => {
    const world = await smallWorld({ name: 'Notes' })
    const urls = [
      `${wellKnown}/mcp`,
      wellKnown,
      `${resource}/.well-known/oauth-protected-resource`,
      'http://evil.example/.well-known/oauth-protected-resource/mcp',
    ]
    for (const url of urls) {
      const response = await world.call(
        new Request(url, {
          headers: { host: 'evil.example', 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'gopher' },
        }),
      )
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
  })

  it('the root speaks only for a resource that is alone on its host', async () => {
    const one = await smallWorld({ isOnlyResource: false })
    expect((await one.call(new Request(wellKnown))).status).toBe(404)
    expect((await one.call(new Request(`${wellKnown}/mcp`))).status).toBe(200)
  })

  it('is cacheable, and a known document is 304', async () => {
    const world = await smallWorld()
    const first = await world.call(new Request(`${wellKnown}/mcp`))
    const etag = first.headers.get('etag') ?? ''
    expect(first.headers.get('cache-control')).toBe('public, max-age=300')
    for (const tag of [etag, `W/${etag}`, `"x", ${etag}`, '*']) {
      const again = await world.call(new Request(`${wellKnown}/mcp`, { headers: { 'if-none-match': tag } }))
      expect([again.status, again.headers.get('etag'), await again.text()]).toEqual([304, etag, ''])
    }
    const changed = await smallWorld({ scopes: ['notes:write'] })
    const other = await changed.call(new Request(`${wellKnown}/mcp`, { headers: { 'if-none-match': etag } }))
    expect(other.status).toBe(200)
  })

  it('answers HEAD without a body and other methods with 405', async () => {
    const world = await smallWorld()
    const head = await world.call(new Request(`${wellKnown}/mcp`, { method: 'HEAD' }))
    expect([head.status, await head.text()]).toEqual([200, ''])
    const post = await world.call(new Request(`${wellKnown}/mcp`, { method: 'POST' }))
    expect([post.status, post.headers.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS'])
  })

  it('a resource without a path is described at the root', async () => {
    const guard = createGuard({ resource: 'https://notes.example', issuer })
    const next = () => new Response('behind')
    const response = await guard.handle(new Request(wellKnown), next)
    expect(await response.json()).toEqual({
      resource: 'https://notes.example',
      authorization_servers: [issuer],
      bearer_methods_supported: ['header'],
    })
    const refusal = await guard.handle(new Request('https://notes.example/'), next)
    expect(refusal.headers.get('www-authenticate')).toBe(
      `Bearer realm="https://notes.example", resource_metadata="${wellKnown}"`,
    )
  })

  it('the challenge can name another place on the same host', async () => {
    const metadataUrl = `${resource}/.well-known/oauth-protected-resource`
    const world = await smallWorld({ metadataUrl })
    const refusal = await world.call(new Request(resource))
    expect(refusal.headers.get('www-authenticate')).toContain(`resource_metadata="${metadataUrl}"`)
    expect((await world.call(new Request(metadataUrl))).status).toBe(200)
  })
})

describe('browsers of any origin', () => {
  const exposed = 'WWW-Authenticate, Mcp-Session-Id, Retry-After'

  it('pass the preflight, on the resource and on its metadata, without a token and without reaching the handler', async () => {
    const world = await smallWorld()
    for (const url of [resource, `${wellKnown}/mcp`]) {
      const response = await world.call(
        new Request(url, {
          method: 'OPTIONS',
          headers: {
            origin: 'https://web.example',
            'access-control-request-method': 'POST',
            'access-control-request-headers': 'x'.repeat(65_536),
          },
        }),
      )
      expect(response.status).toBe(204)
      expect(response.headers.get('access-control-allow-origin')).toBe('*')
      expect(response.headers.get('access-control-allow-headers')).toMatch(/^Authorization, .*, \*$/)
      expect(response.headers.get('access-control-allow-credentials')).toBeNull()
    }
    expect(world.handled).toEqual([])
  })

  it('can read answers and refusals', async () => {
    const world = await smallWorld()
    const headers = { origin: 'https://web.example' }
    const authorization = `Bearer ${await world.token()}`
    const requests = [
      new Request(resource, { headers }),
      new Request(resource, { headers: { ...headers, authorization } }),
      new Request(wellKnown),
    ]
    for (const request of requests) {
      const response = await world.call(request)
      expect(response.headers.get('access-control-allow-origin')).toBe('*')
      expect(response.headers.get('access-control-expose-headers')).toBe(exposed)
    }
    const redirect = await world.guard.handle(new Request(resource, { headers: { ...headers, authorization } }), () =>
      Response.redirect('https://notes.example/'),
    )
    expect([redirect.status, redirect.headers.get('access-control-allow-origin')]).toEqual([302, '*'])
    const own = await world.guard.handle(
      new Request(resource, { headers: { ...headers, authorization } }),
      () => new Response(null, { headers: { 'access-control-allow-origin': 'https://web.example' } }),
    )
    expect(own.headers.get('access-control-allow-origin')).toBe('https://web.example')
  })
})

describe('the caller', () => {
  const callerOf = async (guard: ReturnType<typeof createGuard>, token: string) => {
    let seen: unknown
    await guard.handle(new Request(resource, { headers: { authorization: `Bearer ${token}` } }), (admitted) => {
      seen = admitted
      return new Response()
    })
    return requireCaller(seen as { caller: unknown })
  }

  it('is who the token says, frozen, and never the token itself', async () => {
    const world = await smallWorld()
    const token = await world.token({ roles: ['editor'] })
    const caller = await callerOf(world.guard, token)
    expect(caller).toEqual({
      principal: `${issuer}|usr_alice`,
      issuer,
      subject: 'usr_alice',
      clientId: 'cli_app',
      scopes: ['notes:read'],
      roles: ['editor'],
      grantId: 'grt_1',
      authentication: 'jwt',
      claims: goodClaims({ roles: ['editor'] }),
    })
    expect(JSON.stringify(caller)).not.toContain(token.split('.')[2])
    expect(() => (caller.scopes as string[]).push('notes:admin')).toThrow(TypeError)
    expect(() => (caller.claims['roles'] as string[]).push('admin')).toThrow(TypeError)
    expect(() => Object.assign(caller, { subject: 'usr_bob' })).toThrow(TypeError)
  })

  it('R23: two issuers that name two people alike make two principals', async () => {
    const other = 'https://login.example'
    const signer = await createSigner()
    const authority = localIssuer([signer.jwk])
    const fetch = async (url: string) =>
      url.endsWith('/jwks')
        ? authority.fetch(`${issuer}/jwks`)
        : Response.json({ issuer: other, jwks_uri: `${other}/jwks` })
    const guard = createGuard({ resource, issuer: other, fetch, now: () => start })
    const here = await smallWorld()
    const one = await callerOf(here.guard, await here.token())
    const two = await callerOf(guard, await sign(signer, goodClaims({ iss: other })))
    expect([one.subject, two.subject]).toEqual(['usr_alice', 'usr_alice'])
    expect(one.principal).not.toBe(two.principal)
  })

  it('R21: nothing but a caller that a guard let in is one', async () => {
    const world = await smallWorld()
    const caller = await callerOf(world.guard, await world.token())
    expect(requireCaller({ caller })).toBe(caller)
    for (const fake of [{ ...caller }, undefined, null, {}, 'usr_alice'])
      expect(() => requireCaller({ caller: fake })).toThrow('without the guard')
    expect(() => requireCaller(undefined)).toThrow('without the guard')
  })
})
