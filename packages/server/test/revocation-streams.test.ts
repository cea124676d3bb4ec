/** The revocation feed as a stream: the whole set first, then what comes on top. */
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { request, type IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { seconds } from '@gatehouse/protocol/time'
import { loadConfig } from '@gatehouse/server/config/load'
import { openHouse } from '@gatehouse/server/open-house'
import { nodeDigest } from '@gatehouse/server/runtime/digest'
import { capturedLog, faultyStore, files, smallWorld, type Tokens, type World } from '@gatehouse/testkit'
import { decodeJwt, decodeProtectedHeader } from 'jose'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }))
afterEach(() => void vi.useRealTimers())

const path = `/revocations?${new URLSearchParams({ resource: files.uri }).toString()}`
const open = (world: World): Promise<Response> => world.request(path, { headers: { Accept: 'text/event-stream' } })
const connect = async (world: World): Promise<Tokens> => world.app.redeem(await world.app.sendToSignIn(world.alice))
const nameOf = ({ access_token }: Tokens): string =>
  nodeDigest.sha256(decodeJwt<{ grant_id: string }>(access_token).grant_id)

const pass = async (world: World, looks: number): Promise<void> => {
  for (let look = 0; look < looks; look += 1) {
    world.clock.advance(seconds(1))
    await vi.advanceTimersByTimeAsync(1000)
  }
}

interface News {
  readonly complete: boolean
  readonly ended: readonly string[]
}

const reader = (response: Response) => {
  const body: ReadableStream<Uint8Array> | null = response.body
  const chunks = (body ?? new ReadableStream<Uint8Array>()).getReader()
  return {
    /** The next event; undefined at the end. */
    async next(): Promise<(News & { readonly iat: number; readonly raw: string; readonly jwt: string }) | undefined> {
      const { value } = await chunks.read()
      if (!value) return undefined
      const raw = new TextDecoder().decode(value)
      const jwt = /^data: (.*)$/m.exec(raw)?.[1] ?? ''
      return { ...decodeJwt<News & { iat: number }>(jwt), raw, jwt }
    },
    leave: () => chunks.cancel(),
  }
}

describe('the revocation stream', () => {
  it('begins with the whole set and when to come back, and then tells what ends', async () => {
    const world = await smallWorld()
    const [first, second] = [await connect(world), await connect(world)]
    await world.app.revoke(first.refresh_token ?? '')
    const response = await open(world)
    expect(response.headers.get('Content-Type')).toBe('text/event-stream')
    expect(response.headers.get('Access-Control-Allow-Origin')).toBe('*')
    const stream = reader(response)
    const whole = await stream.next()
    expect(whole).toMatchObject({ complete: true, ended: [nameOf(first)], aud: files.uri })
    expect(whole?.raw).toMatch(/^retry: 1000\n\n/)
    expect(decodeProtectedHeader(whole?.jwt ?? '')).toMatchObject({ typ: 'gatehouse-revocations+jwt' })
    await world.app.revoke(second.refresh_token ?? '')
    await pass(world, 1)
    expect(await stream.next()).toMatchObject({ complete: false, ended: [nameOf(second)], iat: world.clock.now() })
    await stream.leave()
  })

  it('signs its silence every three seconds, so that a dead line is no quiet one', async () => {
    const world = await smallWorld()
    const stream = reader(await open(world))
    await stream.next()
    await pass(world, 3)
    expect(await stream.next()).toMatchObject({ complete: false, ended: [], iat: world.clock.now() })
    await stream.leave()
  })

  it('is silent while the store cannot be read, and goes on afterwards', async () => {
    let shaky: ReturnType<typeof faultyStore> | undefined
    const world = await smallWorld({ around: (store) => (shaky = faultyStore(store)).store })
    const tokens = await connect(world)
    const stream = reader(await open(world))
    await stream.next()
    await world.app.revoke(tokens.refresh_token ?? '')
    shaky?.faults.arm({ failAt: 1, when: 'before' })
    await pass(world, 1)
    expect(world.log.lines.map(({ event }) => event)).toContain('revocations.not-told')
    shaky?.faults.reset()
    await pass(world, 1)
    expect(await stream.next()).toMatchObject({ ended: [nameOf(tokens)] })
    await stream.leave()
  })

  it('looks at the store once for all streams, and not at all when the last one has left', async () => {
    let shaky: ReturnType<typeof faultyStore> | undefined
    const world = await smallWorld({ around: (store) => (shaky = faultyStore(store)).store })
    const streams = await Promise.all(Array.from({ length: 20 }, async () => reader(await open(world))))
    shaky?.faults.reset()
    await pass(world, 3)
    expect(shaky?.faults.operations).toHaveLength(3)
    await Promise.all(streams.map((stream) => stream.leave()))
    shaky?.faults.reset()
    await pass(world, 3)
    expect(shaky?.faults.operations).toEqual([])
  })

  it('ends for a reader that does not read, and leaves the others alone', async () => {
    const world = await smallWorld()
    const lazy = await open(world)
    const eager = reader(await open(world))
    await eager.next()
    for (let silences = 0; silences < 70; silences += 1) {
      await pass(world, 3)
      expect(await eager.next()).toMatchObject({ ended: [] })
    }
    expect((await lazy.text()).match(/^data: /gm)?.length).toBeLessThan(70)
    await eager.leave()
  })

  it('has room for a thousand; one more is told when to come back, until somebody leaves', async () => {
    const world = await smallWorld()
    const streams = await Promise.all(Array.from({ length: 1000 }, async () => reader(await open(world))))
    const refused = await open(world)
    expect([refused.status, Number(refused.headers.get('Retry-After')) > 0]).toEqual([503, true])
    await streams[0]?.leave()
    const head = await world.request(path, { method: 'HEAD', headers: { Accept: 'text/event-stream' } })
    expect(head.headers.get('Content-Type')).toBe('application/gatehouse-revocations+jwt')
    expect((await open(world)).status).toBe(200)
  })

  it('X20: ends in good order when the server leaves, and begins no more', async () => {
    const leaving = new AbortController()
    const world = await smallWorld({ needs: { leaving: leaving.signal } })
    const stream = reader(await open(world))
    await stream.next()
    leaving.abort()
    expect(await stream.next()).toBeUndefined()
    expect((await open(world)).status).toBe(503)
  })
})

it('X20: a server that is told to stop ends the stream whole, without a reset, and stops', async () => {
  vi.useRealTimers()
  const folder = await mkdtemp(join(tmpdir(), 'gh-'))
  const server = { name: 'files', url: files.uri, scopes: [{ name: 'files:read', description: 'Read' }] }
  const config = loadConfig({
    environment: { GATEHOUSE_DATA_DIR: join(folder, 'data'), GATEHOUSE_SERVERS: JSON.stringify([server]) },
    flags: { port: '0' },
    workingDirectory: folder,
  })
  const house = await openHouse(config, { log: capturedLog() })
  const [response] = (await once(
    request(`${house.config.publicUrl}${path}`, { headers: { Accept: 'text/event-stream' } }).end(),
    'response',
  )) as [IncomingMessage]
  const whole = text(response)
  const begun = performance.now()
  await house.close()
  expect(performance.now() - begun).toBeLessThan(2000)
  expect(await whole).toMatch(/^retry: 1000\n\ndata: [\w.-]+\n\n/)
  expect(response.complete).toBe(true)
  await rm(folder, { recursive: true })
})
