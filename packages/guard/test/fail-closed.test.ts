import { describe, expect, it } from 'vitest'
import { issuer, smallWorld, verdict } from './local-issuer.ts'

const unavailable = { status: 503, error: undefined, pointsHome: false }

describe('whoever cannot decide, refuses', () => {
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
})
