/** The feed as a stream: one connection, told at once. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { GuardMisconfigured, createGuard } from '../src/index.ts'
import { hashOf, scriptedStream, worldWithFeed } from './local-feed.ts'
import { issuer, resource } from './local-issuer.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
afterEach(() => void vi.useRealTimers())

type World = Pick<Awaited<ReturnType<typeof worldWithFeed>>, 'asked' | 'status'>

const streamed = (world: World) => world.asked.filter(({ isStream }) => isStream).length

/** A guard that streams, and the streams it was given, in order. */
const worldWithStream = async () => {
  const world = await worldWithFeed({ revocation: { via: 'stream' } })
  const streams: ReturnType<typeof scriptedStream>[] = []
  const answer = async (init: RequestInit): Promise<Response> => {
    if (new Headers(init.headers).get('accept') !== 'text/event-stream') return new Response(await world.sign())
    const stream = scriptedStream()
    init.signal?.addEventListener('abort', () => stream.fail())
    streams.push(stream)
    return stream.response()
  }
  world.answer(answer)
  const token = await world.token()
  expect(await world.status(token)).toBe(200)
  await vi.advanceTimersByTimeAsync(1)
  const latest = () => streams.at(-1) ?? scriptedStream()
  return { ...world, token, streams, latest }
}

const soon = (world: World, token: string, status: number): Promise<void> =>
  vi.waitFor(async () => expect(await world.status(token)).toBe(status))

describe('a guard that streams', () => {
  it('R17: refuses what an addition names, without asking', async () => {
    const world = await worldWithStream()
    world.latest().write('retry: 1000\n\n')
    world.latest().tell(await world.sign())
    world.latest().tell(await world.sign({ claims: { complete: false, ended: [hashOf('grt_1')] } }))
    await soon(world, world.token, 401)
    expect(world.asked.filter(({ isStream }) => !isStream)).toHaveLength(1)
    world.guard.close()
  })

  it('reads events however they are cut', async () => {
    const world = await worldWithStream()
    const event = `data: ${await world.sign({ claims: { complete: false, ended: [hashOf('grt_1')] } })}\n\n`
    for (const part of [event.slice(0, 3), event.slice(3, 100), event.slice(100, -1), event.slice(-1)])
      world.latest().write(part)
    await soon(world, world.token, 401)
    expect(streamed(world)).toBe(1)
    world.guard.close()
  })

  it('asks by itself when the stream has said nothing for five seconds', async () => {
    const world = await worldWithStream()
    world.ended.add('grt_1')
    world.clock.now += 4
    expect(await world.status(world.token)).toBe(200)
    world.clock.now += 1
    expect(await world.status(world.token)).toBe(401)
    world.guard.close()
  })

  it('comes back when the stream ends, when it breaks, and when it falls silent', async () => {
    const world = await worldWithStream()
    expect(streamed(world)).toBe(1)
    world.latest().write('retry: 3000\n\n')
    world.latest().end()
    await vi.advanceTimersByTimeAsync(1499)
    expect(streamed(world)).toBe(1)
    await vi.advanceTimersByTimeAsync(3001)
    expect(streamed(world)).toBe(2)
    world.latest().fail()
    await vi.advanceTimersByTimeAsync(3000)
    expect(streamed(world)).toBe(3)
    await vi.advanceTimersByTimeAsync(15_000)
    await vi.advanceTimersByTimeAsync(3000)
    expect(streamed(world)).toBe(4)
    world.guard.close()
  })

  it('R21: hangs up on a stream that says what it must not believe', async () => {
    const world = await worldWithStream()
    world
      .latest()
      .tell(await world.sign({ claims: { aud: 'https://elsewhere.example/mcp', ended: [hashOf('grt_1')] } }))
    await vi.waitFor(() => expect(world.streams[0]?.isCancelled()).toBe(true))
    expect(await world.status(world.token)).toBe(200)
    world.guard.close()
  })

  it('hangs up when it is closed, and does not come back', async () => {
    const world = await worldWithStream()
    world.guard.close()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(streamed(world)).toBe(1)
  })

  it('lives on documents where there is no place for another stream', async () => {
    const world = await worldWithFeed({ revocation: { via: 'stream' } })
    world.answer(async (init) =>
      new Headers(init.headers).get('accept') === 'text/event-stream'
        ? new Response(null, { status: 503 })
        : new Response(await world.sign()),
    )
    const token = await world.token()
    expect(await world.status(token)).toBe(200)
    world.ended.add('grt_1')
    world.clock.now += 5
    expect(await world.status(token)).toBe(401)
    world.guard.close()
  })
})

describe('what may be said about revocation', () => {
  const make = (revocation: unknown) => () => createGuard({ resource, issuer, revocation: revocation as never })
  it.each([
    [{ via: 'pigeon' }, "guard option revocation.via is unknown: write 'poll' or 'stream'"],
    [{ onFeedLost: 'accept' }, "guard option revocation.onFeedLost is unknown: write 'refuse' or 'accept-until-exp'"],
    [{ onFeedlost: 'refuse' }, 'guard option revocation.onFeedlost is no option: use hasEnded, or via and onFeedLost'],
    [{ hasEnded: true }, 'guard option revocation.hasEnded is no function: write hasEnded: (token) => ...'],
    [{ hasEnded: () => false, via: 'poll' }, /has hasEnded and words about the feed/],
  ])('%j is refused while the program starts', (revocation, message) => {
    expect(make(revocation)).toThrow(GuardMisconfigured)
    expect(make(revocation)).toThrow(message)
  })

  it('nothing, the feed or a function is accepted', () => {
    for (const revocation of [{}, { via: 'stream' }, { onFeedLost: 'refuse' }, { hasEnded: () => false }])
      expect(make(revocation)).not.toThrow()
  })
})
