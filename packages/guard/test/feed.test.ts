/** The feed of what has ended, as a document: what is believed of it, and what happens without it. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createSigner, issuer, refused, start, verdict } from './local-issuer.ts'
import { hashOf, worldWithFeed } from './local-feed.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

/** Verifying takes a moment of real time. */
const soon = (world: World, token: string, status: number): Promise<void> =>
  vi.waitFor(async () => expect(await world.status(token)).toBe(status))

type World = Awaited<ReturnType<typeof worldWithFeed>>

/** Time goes by for the clock and for timers alike. */
const pass = async (world: World, seconds: number): Promise<void> => {
  for (let second = 0; second < seconds; second += 1) {
    world.clock.now += 1
    await vi.advanceTimersByTimeAsync(1000)
    // Signatures take real time: whoever is verifying one now gets it.
    await world.sign()
  }
}

describe('a guard of another process', () => {
  it('R17: refuses what the feed names, by grant or by token, also what it remembers, within the next poll', async () => {
    const world = await worldWithFeed()
    const [token, other] = [await world.token(), await world.token({ grant_id: 'grt_2', jti: 'jti_2' })]
    expect([await world.status(token), await world.status(other)]).toEqual([200, 200])
    world.ended.add('grt_1')
    await pass(world, 2)
    await soon(world, token, 401)
    expect(await verdict(await world.callWith(token))).toEqual(refused)
    expect(await world.status(other)).toBe(200)
    world.ended.add('jti_2')
    await pass(world, 2)
    await soon(world, other, 401)
  })

  it('lets the first token wait for the first answer', async () => {
    const world = await worldWithFeed()
    world.ended.add('grt_1')
    let answer = (): void => undefined
    world.answer(
      () => new Promise((resolve) => (answer = () => void world.sign().then((jwt) => resolve(new Response(jwt))))),
    )
    const waiting = world.callWith(await world.token())
    await vi.waitFor(() => expect(world.asked).toHaveLength(1))
    expect(world.handled).toEqual([])
    answer()
    expect(await verdict(await waiting)).toEqual(refused)
  })

  it('knows the token of a machine, which has no grant', async () => {
    const world = await worldWithFeed()
    const token = await world.token({ grant_id: undefined })
    expect(await world.status(token)).toBe(200)
    world.ended.add('jti_1')
    await pass(world, 2)
    await soon(world, token, 401)
  })

  it('asks every two seconds for all callers together, and by ETag while what it has is freshly signed', async () => {
    const world = await worldWithFeed()
    const token = await world.token()
    await Promise.all(Array.from({ length: 100 }, () => world.callWith(token)))
    expect(world.asked).toEqual([
      { url: `${issuer}/revocations?resource=https%3A%2F%2Fnotes.example%2Fmcp`, etag: null, isStream: false },
    ])
    for (let seconds = 0; seconds < 58; seconds += 2) {
      await pass(world, 2)
      expect(await world.status(token)).toBe(200)
    }
    expect(world.asked.length).toBeGreaterThan(25)
    expect(world.asked.slice(1).every(({ etag }) => etag === 'W/""')).toBe(true)
    await pass(world, 4)
    expect(world.asked.slice(-3).some(({ etag }) => etag === null)).toBe(true)
  })

  it('asks nobody while nobody calls; the first call after that waits for an answer', async () => {
    const world = await worldWithFeed()
    const token = await world.token()
    await world.status(token)
    await pass(world, 310)
    const before = world.asked.length
    expect(before).toBeLessThan(155)
    await pass(world, 120)
    expect(world.asked).toHaveLength(before)
    world.ended.add('grt_1')
    expect(await world.status(await world.token({ exp: start + 7200 }))).toBe(401)
  })

  it('looks by itself within the call where the runtime has no background', async () => {
    const world = await worldWithFeed()
    let timers = 0
    vi.stubGlobal('setTimeout', () => (timers += 1))
    vi.stubGlobal('clearTimeout', () => undefined)
    const token = await world.token()
    expect(await world.status(token)).toBe(200)
    world.ended.add('grt_1')
    world.clock.now += 3
    expect(await world.status(token)).toBe(200)
    world.clock.now += 1
    expect(await world.status(token)).toBe(401)
    expect(world.asked).toHaveLength(2)
  })

  it('stops asking when it is closed', async () => {
    const world = await worldWithFeed()
    await world.status(await world.token())
    world.guard.close()
    await pass(world, 10)
    expect(world.asked).toHaveLength(1)
  })

  it('believes tokens until they expire where the issuer has no feed', async () => {
    const world = await worldWithFeed()
    delete world.authority.metadata['gatehouse_revocations_endpoint']
    expect(await world.status(await world.token())).toBe(200)
    expect(world.asked).toEqual([])
  })
})

describe('the feed is believed', () => {
  const doubts: Record<string, (world: World) => Promise<Response>> = {
    'of another issuer': async ({ sign }) => new Response(await sign({ claims: { iss: 'https://evil.example' } })),
    'for another resource': async ({ sign }) => new Response(await sign({ claims: { aud: 'https://a.example/mcp' } })),
    'without a resource': async ({ sign }) => new Response(await sign({ claims: { aud: undefined } })),
    'signed by somebody else': async ({ sign }) =>
      new Response(await sign({ key: (await createSigner('k1')).privateKey })),
    'that is an access token': async ({ sign }) => new Response(await sign({ header: { typ: 'at+jwt' } })),
    'of two minutes ago': async ({ sign, clock }) => new Response(await sign({ claims: { iat: clock.now - 120 } })),
    'of the future': async ({ sign, clock }) => new Response(await sign({ claims: { iat: clock.now + 61 } })),
    'without a time': async ({ sign }) => new Response(await sign({ claims: { iat: undefined } })),
    'that is an addition': async ({ sign }) => new Response(await sign({ claims: { complete: false } })),
    'that does not say whether it is whole': async ({ sign }) =>
      new Response(await sign({ claims: { complete: undefined } })),
    'without a list': async ({ sign }) => new Response(await sign({ claims: { ended: undefined } })),
    'with something else in its list': async ({ sign }) => new Response(await sign({ claims: { ended: [1] } })),
    'that is no JWT': async () => new Response('{"ended":[]}'),
    'that redirects': async () => new Response(null, { status: 302, headers: { location: 'https://evil.example' } }),
    'that is unchanged, though nothing was heard before': async () => new Response(null, { status: 304 }),
    'that is not there': async () => new Response(null, { status: 404 }),
    'that is down': async () => new Response(null, { status: 503 }),
    'that is larger than 8 MiB': async () => new Response('x'.repeat(8 * 1024 * 1024 + 1)),
    'that throws': () => Promise.reject(new Error('no line')),
  }
  it.each(Object.entries(doubts))('R21: never %s: nobody gets in, and it is asked again soon', async (_, respond) => {
    const world = await worldWithFeed()
    world.answer(() => respond(world))
    const response = await world.callWith(await world.token())
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '2'])
    expect(world.handled).toEqual([])
    world.answer(undefined)
    await pass(world, 2)
    expect(await world.status(await world.token())).toBe(200)
  })

  it('R21: never from an origin that is not the issuer’s', async () => {
    const world = await worldWithFeed()
    world.authority.metadata['gatehouse_revocations_endpoint'] = 'https://evil.example/revocations'
    expect(await world.status(await world.token())).toBe(503)
    expect(world.asked).toEqual([])
  })

  it('for a minute of clocks that differ', async () => {
    for (const apart of [-119, 60]) {
      const world = await worldWithFeed()
      world.answer(async () => new Response(await world.sign({ claims: { iat: world.clock.now + apart } })))
      expect(await world.status(await world.token())).toBe(200)
    }
  })
})

describe('a feed that is lost', () => {
  const lose = (world: World): void => world.answer(() => Promise.reject(new Error('no line')))

  it('counts for a minute, and then nobody gets in until it is back', async () => {
    const world = await worldWithFeed()
    const token = await world.token()
    expect(await world.status(token)).toBe(200)
    lose(world)
    await pass(world, 59)
    expect(await world.status(token)).toBe(200)
    await pass(world, 1)
    expect(await world.status(token)).toBe(503)
    world.answer(undefined)
    await pass(world, 2)
    expect(await world.status(token)).toBe(200)
  })

  it('is passed over where the operator spelled it, but what was known to have ended stays refused', async () => {
    const world = await worldWithFeed({ revocation: { onFeedLost: 'accept-until-exp' } })
    world.ended.add('grt_2')
    const [token, ended] = [await world.token(), await world.token({ grant_id: 'grt_2' })]
    expect([await world.status(token), await world.status(ended)]).toEqual([200, 401])
    lose(world)
    await pass(world, 600)
    expect([await world.status(token), await world.status(ended)]).toEqual([200, 401])
    world.clock.now = start + 3600
    expect(await world.status(token)).toBe(401)
  })

  it.each(['said again', 'said to be unchanged'])('R21: is one whose last news is only %s', async (how) => {
    const world = await worldWithFeed()
    const token = await world.token()
    const old = await world.sign()
    await world.status(token)
    world.answer(({ headers }) =>
      how === 'said to be unchanged' && new Headers(headers).has('if-none-match')
        ? new Response(null, { status: 304 })
        : new Response(old, { headers: { etag: 'W/"old"' } }),
    )
    await pass(world, 119)
    expect(await world.status(token)).toBe(200)
    await pass(world, 1)
    expect(await world.status(token)).toBe(503)
  })

  it('makes nobody wait while what was heard still counts', async () => {
    const world = await worldWithFeed()
    const token = await world.token()
    await world.status(token)
    lose(world)
    await pass(world, 4)
    world.answer(() => new Promise(() => undefined))
    await pass(world, 10)
    expect(await world.status(token)).toBe(200)
  })

  it('says why to the log, and not to the caller', async () => {
    const causes: unknown[] = []
    const world = await worldWithFeed({ onDecision: ({ cause }) => causes.push(cause) })
    lose(world)
    const response = await world.callWith(await world.token())
    expect(await response.text()).not.toContain('no line')
    expect(causes).toMatchObject([{ message: 'no line' }])
  })
})

it('a set that was overtaken by a newer one brings nothing back', async () => {
  const world = await worldWithFeed()
  const token = await world.token()
  await world.status(token)
  const old = await world.sign()
  await pass(world, 1)
  world.answer(async () => new Response(await world.sign({ claims: { ended: [hashOf('grt_1')] } })))
  await pass(world, 1)
  await soon(world, token, 401)
  world.answer(async () => new Response(old))
  world.clock.now += 5
  expect(await world.status(token)).toBe(401)
})
