import { describe, expect, it } from 'vitest'
import { createGuard, requireCaller } from '../src/index.ts'
import { createSigner, goodClaims, issuer, localIssuer, resource, sign, smallWorld, start } from './local-issuer.ts'

const wellKnown = 'https://notes.example/.well-known/oauth-protected-resource'

describe('discovery', () => {
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

  it('browsers can read a redirect, and what the next handler says of origins stands', async () => {
    const world = await smallWorld()
    const headers = { origin: 'https://web.example' }
    const authorization = `Bearer ${await world.token()}`
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
