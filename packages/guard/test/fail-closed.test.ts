import { describe, expect, it } from 'vitest'
import type { Decision } from '../src/index.ts'
import { issuer, resource, smallWorld, start, verdict } from './local-issuer.ts'

const unavailable = { status: 503, error: undefined, pointsHome: false }

describe('whoever cannot decide, refuses', () => {
  it('R21: a revocation check that throws, rejects or answers neither true nor false lets nobody in', async () => {
    const answers: (() => unknown)[] = [
      () => {
        throw new Error('down')
      },
      () => Promise.reject(new Error('down')),
      () => undefined,
      () => null,
      () => ({}),
      () => 0,
      () => '',
      () => 'false',
      () => Promise.resolve(undefined),
    ]
    for (const answer of answers) {
      const hasEnded = answer as () => boolean
      const world = await smallWorld({ revocation: { hasEnded } })
      const response = await world.callWith(await world.token())
      expect(await verdict(response)).toEqual(unavailable)
      expect(response.headers.get('retry-after')).toBe('2')
      expect(world.handled).toEqual([])
    }
  })

  it('R21: an issuer that cannot be read lets nobody in, says so as 503, and is asked again later', async () => {
    const world = await smallWorld()
    const metadata = '/.well-known/oauth-authorization-server'
    const bad: (() => Response)[] = [
      () => {
        throw new Error('refused')
      },
      () => Response.json(world.authority.metadata, { status: 500 }),
      () => Response.json(world.authority.metadata, { status: 203 }),
      () => Response.json(world.authority.metadata, { status: 302, headers: { location: `${issuer}/elsewhere` } }),
      () => new Response('<html>'),
      () => Response.json(null),
      () => Response.json([]),
      () => Response.json({ jwks_uri: `${issuer}/jwks` }),
      () => Response.json({ issuer: `${issuer}/`, jwks_uri: `${issuer}/jwks` }),
      () => Response.json({ issuer }),
      () => Response.json({ issuer, jwks_uri: 'https://evil.example/jwks' }),
      () => Response.json({ issuer, jwks_uri: 7 }),
      () => new Response(`{"issuer":"${issuer}","jwks_uri":"${issuer}/jwks","x":"${'x'.repeat(300_000)}"}`),
    ]
    for (const answer of bad) {
      world.authority.answer(metadata, answer)
      expect(await verdict(await world.callWith(await world.token()))).toEqual(unavailable)
      world.clock.now += 2
    }
    expect(world.authority.asked.some((url) => url.includes('evil') || url.includes('elsewhere'))).toBe(false)
    world.authority.answer(metadata, () => Response.json(world.authority.metadata))
    for (const answer of [
      () => Response.json({}),
      () => Response.json({ keys: 'none' }),
      () => new Response('', { status: 404 }),
    ]) {
      world.authority.answer('/jwks', answer)
      expect(await verdict(await world.callWith(await world.token()))).toEqual(unavailable)
      world.clock.now += 2
    }
    expect(world.handled).toEqual([])
    world.authority.answer('/jwks', () => Response.json({ keys: [world.signer.jwk] }))
    expect((await world.callWith(await world.token())).status).toBe(200)
  })

  it('R21: a clock that throws is our own fault: 500, nobody in, no detail for the caller', async () => {
    const events: Decision[] = []
    const world = await smallWorld({
      now: () => {
        throw new Error('the secret of the clock')
      },
      onDecision: (decision) => events.push(decision),
    })
    const response = await world.callWith(await world.token())
    expect(response.status).toBe(500)
    expect(await response.text()).not.toContain('secret')
    expect(events).toMatchObject([
      { outcome: 'refused', code: 'server_error', cause: new Error('the secret of the clock') },
    ])
    expect(world.handled).toEqual([])
  })

  it('R21: a body that was read before the guard could see it is refused, not waved through', async () => {
    const world = await smallWorld({ tools: { write_note: ['notes:write'] } })
    const request = new Request(resource, {
      method: 'POST',
      headers: { authorization: `Bearer ${await world.token()}` },
      body: '{}',
    })
    await request.text()
    expect((await world.call(request)).status).toBe(500)
    expect(world.handled).toEqual([])
  })

  it('a broken log neither opens nor closes the door', async () => {
    const world = await smallWorld({
      onDecision: () => {
        throw new Error('disk full')
      },
    })
    expect((await world.callWith(await world.token())).status).toBe(200)
    expect((await world.call(new Request(resource))).status).toBe(401)
  })

  it('what the next handler throws comes through', async () => {
    const world = await smallWorld()
    const request = new Request(resource, { headers: { authorization: `Bearer ${await world.token()}` } })
    await expect(
      world.guard.handle(request, () => {
        throw new Error('theirs')
      }),
    ).rejects.toThrow('theirs')
  })
})

describe('every decision is told once, without the token', () => {
  it('tells who, what and why', async () => {
    const events: Decision[] = []
    const world = await smallWorld({
      onDecision: (decision) => events.push(decision),
      tools: { write_note: ['notes:write'] },
    })
    const token = await world.token()
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'write_note' } })
    await world.callWith(token)
    await world.call(new Request(resource))
    await world.callWith(token, { body })
    await world.callWith(await world.token({ exp: start }))
    const caller = { subject: 'usr_alice', clientId: 'cli_app', grantId: 'grt_1' }
    expect(events).toMatchObject([
      { outcome: 'allowed', resource, caller, calls: [], scopesNeeded: ['notes:read'] },
      { outcome: 'refused', status: 401, code: 'no_token' },
      {
        outcome: 'refused',
        status: 403,
        code: 'insufficient_scope',
        caller,
        calls: [{ method: 'tools/call', name: 'write_note' }],
        scopesNeeded: ['notes:read', 'notes:write'],
      },
      {
        outcome: 'refused',
        status: 401,
        code: 'invalid_token',
        reason: 'the access token is not accepted: it has expired',
      },
    ])
    expect(events[1]).not.toHaveProperty('caller')
    expect(JSON.stringify(events)).not.toContain(token)
  })
})
