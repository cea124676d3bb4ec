/** What passes between a client and its upstream passes as it comes: no buffering, no pile-up, and each end learns when the other is gone. */
import { once } from 'node:events'
import { request } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { callOf, type HttpWorld, openHttpWorld } from './http-world.ts'
import { idOf, type Reply, type Seen } from './spy-upstream.ts'

let world: HttpWorld | undefined
afterEach(async () => {
  await world?.close()
  world = undefined
})

const stream = (outgoing: ServerResponse): ServerResponse =>
  outgoing.writeHead(200, { 'content-type': 'text/event-stream' })

const progress = (number: number): string =>
  `data: {"jsonrpc":"2.0","method":"notifications/progress","params":{"progress":${number}}}\n\n`

const answerTo = (seen: Seen): string => `data: ${JSON.stringify({ jsonrpc: '2.0', id: idOf(seen), result: {} })}\n\n`

/** The upstream's end of the one exchange, as soon as it came there. */
const waitingReply = () => {
  let tell: (reached: { seen: Seen; outgoing: ServerResponse }) => void
  const reached = new Promise<{ seen: Seen; outgoing: ServerResponse }>((resolve) => (tell = resolve))
  const reply: Reply = (seen, outgoing) => tell({ seen, outgoing })
  return { reply, reached }
}

const readerOf = (response: Response) => {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  return async (): Promise<string | undefined> => (await reader?.read())?.value
}

describe('a stream', () => {
  it('has its first event with the client before the upstream sends the second', async () => {
    const { reply, reached } = waitingReply()
    world = await openHttpWorld(reply)
    const asked = world.ask()
    const { seen, outgoing } = await reached
    stream(outgoing).flushHeaders()
    const next = readerOf(await asked)
    outgoing.write(progress(1))
    expect(await next()).toBe(progress(1))
    outgoing.write(': still here\n')
    expect(await next()).toBe(': still here\n')
    outgoing.write(`\n${progress(2)}${progress(3).slice(0, 40)}`)
    expect(await next()).toBe(`\n${progress(2)}`)
    outgoing.end(progress(3).slice(40) + answerTo(seen))
    expect(await next()).toBe(progress(3) + answerTo(seen))
    expect(await next()).toBeUndefined()
  })

  it('says to proxies that it is not to be held back', async () => {
    world = await openHttpWorld((seen, outgoing) => void stream(outgoing).end(answerTo(seen)))
    const { headers } = await world.ask()
    expect(headers.get('x-accel-buffering')).toBe('no')
    expect(headers.get('content-type')).toBe('text/event-stream')
  })

  it('ends at the upstream when its client goes, and nobody calls that a fault', async () => {
    const { reply, reached } = waitingReply()
    world = await openHttpWorld(reply)
    const leave = new AbortController()
    const asked = world.ask({ signal: leave.signal })
    const { outgoing } = await reached
    stream(outgoing).write(progress(1))
    await asked
    const closed = once(outgoing, 'close')
    leave.abort()
    await closed
    await expect.poll(() => world?.lines.at(-1)).toMatchObject({ level: 'info', facts: { outcome: 'cancelled' } })
  })

  it('is not begun for a client that went before there was an answer', async () => {
    const { reply, reached } = waitingReply()
    world = await openHttpWorld(reply)
    const leave = new AbortController()
    const asked = world.ask({ signal: leave.signal })
    const { outgoing } = await reached
    const closed = once(outgoing, 'close')
    leave.abort()
    await expect(asked).rejects.toThrow('abort')
    await closed
    await expect.poll(() => world?.lines.at(-1)).toMatchObject({ facts: { outcome: 'cancelled', status: 499 } })
  })
})

/** A client that sends its call and reads nothing of the answer's body. */
const askWithoutReading = async (open: HttpWorld): Promise<IncomingMessage> => {
  const headers = { authorization: `Bearer ${await open.token({ name: 'notes' })}`, 'content-type': 'application/json' }
  const asked = request(open.endpoint, { method: 'POST', headers, agent: false })
  asked.end(JSON.stringify(callOf('look')))
  const [incoming] = (await once(asked, 'response')) as [IncomingMessage]
  return incoming.on('error', () => undefined)
}

/** Sends for as long as somebody takes it; how much that was. */
const flood = (outgoing: ServerResponse, piece: Buffer, most: number) => {
  const flooded = { taken: 0, isOver: false }
  const more = (): void => {
    while (flooded.taken < most) {
      flooded.taken += piece.length
      if (!outgoing.write(piece)) return void outgoing.once('drain', more)
    }
    flooded.isOver = true
    outgoing.end()
  }
  more()
  return flooded
}

/** A busy machine may pause, too: nothing moves only when nothing moved for several looks. */
const untilStill = async (read: () => number): Promise<void> => {
  let [last, looks] = [-1, 0]
  const look = (): number => {
    looks = read() === last ? looks + 1 : 0
    last = read()
    return looks
  }
  await expect.poll(look, { interval: 60, timeout: 10_000 }).toBeGreaterThan(5)
}

const mebibyte = 1_048_576

describe('a client that does not read', () => {
  const piece = Buffer.from(
    `data: {"jsonrpc":"2.0","method":"notifications/message","params":"${'x'.repeat(65_000)}"}\n\n`,
  )

  it.each([
    ['an event stream', { 'content-type': 'text/event-stream' }, piece],
    [
      'a large answer',
      { 'content-type': 'application/json', 'content-length': `${200 * mebibyte}` },
      Buffer.alloc(65_536, 32),
    ],
  ])('stops an upstream that would send 200 MiB: %s fills no memory', async (_, headers, bytes) => {
    const { reply, reached } = waitingReply()
    world = await openHttpWorld(reply, { maxAnswerBytes: 400 * mebibyte })
    const asked = askWithoutReading(world)
    const { outgoing } = await reached
    const before = process.memoryUsage().rss
    outgoing.writeHead(200, headers)
    const flooded = flood(outgoing, bytes, 200 * mebibyte)
    const incoming = await asked
    await untilStill(() => flooded.taken)
    expect(flooded.isOver).toBe(false)
    // What lies in the buffers of the system, on both sides.
    expect(flooded.taken).toBeLessThan(24 * mebibyte)
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * mebibyte)
    incoming.destroy()
    await once(outgoing, 'close')
  })

  it('is cut after a while, and the upstream is let go', async () => {
    const { reply, reached } = waitingReply()
    world = await openHttpWorld(reply, { timeouts: { connect: 500, head: 500, silence: 150 } })
    const asked = askWithoutReading(world)
    const { outgoing } = await reached
    flood(stream(outgoing), piece, 200 * mebibyte)
    const incoming = await asked
    await once(outgoing, 'close')
    incoming.resume()
    await new Promise((resolve) => incoming.once('close', resolve))
    expect(incoming.complete).toBe(false)
    await expect.poll(() => world?.lines.at(-1)).toMatchObject({ facts: { outcome: 'cancelled' } })
  })

  it('gets all of it when it reads after all', async () => {
    const { reply, reached } = waitingReply()
    world = await openHttpWorld(reply)
    const asked = askWithoutReading(world)
    const { outgoing, seen } = await reached
    stream(outgoing)
    const many = Array.from({ length: 400 }, () => piece)
    for (const one of many) outgoing.write(one)
    outgoing.end(answerTo(seen))
    const incoming = await asked
    let length = 0
    for await (const bytes of incoming) length += (bytes as Buffer).length
    expect(length).toBe(piece.length * many.length + answerTo(seen).length)
  })
})

describe('a stream that only waits for news', () => {
  it('is ended in good order when there was none for long, and nobody calls the upstream down', async () => {
    const http = { timeouts: { connect: 500, head: 500, silence: 100 } }
    world = await openHttpWorld((_, outgoing) => stream(outgoing).flushHeaders(), http)
    const response = await world.ask({ method: 'GET' })
    expect(await response.text()).toBe('retry: 1000\n\n')
    expect(world.gateway.servers()[0]?.health()).toEqual({ state: 'up' })
  })

  it('is told to come back when its upstream dies', async () => {
    world = await openHttpWorld((_, outgoing) => void stream(outgoing).write(progress(1), () => outgoing.destroy()))
    const response = await world.ask({ method: 'GET' })
    expect(await response.text()).toBe(`${progress(1)}retry: 1000\n\n`)
  })
})

describe('a gateway that leaves', () => {
  it('ends what waits for news at once, and says when to come back', async () => {
    world = await openHttpWorld((_, outgoing) => void stream(outgoing).write(progress(1)))
    const response = await world.ask({ method: 'GET' })
    const next = readerOf(response)
    expect(await next()).toBe(progress(1))
    world.leave()
    expect(await next()).toBe('retry: 1000\n\n')
    expect(await next()).toBeUndefined()
  })

  it('lets a call go on until it is done', async () => {
    const { reply, reached } = waitingReply()
    world = await openHttpWorld(reply)
    const asked = world.ask()
    const { seen, outgoing } = await reached
    const closing = world.gateway.close()
    world.leave()
    outgoing.writeHead(200, { 'content-type': 'application/json' }).end(answerTo(seen).slice(6))
    expect((await asked).status).toBe(200)
    await closing
  })

  it('lets an answer that is no stream come to its end, whatever it was asked by', async () => {
    const { reply, reached } = waitingReply()
    world = await openHttpWorld(reply)
    const asked = world.ask({ method: 'GET' })
    const { outgoing } = await reached
    const half = Buffer.alloc(600_000, 32)
    outgoing.writeHead(200, { 'content-type': 'application/json', 'content-length': 1_200_000 }).write(half)
    const response = await asked
    world.leave()
    outgoing.end(half)
    expect((await response.arrayBuffer()).byteLength).toBe(1_200_000)
  })

  it('tells a call that it has to give up', async () => {
    const { reply, reached } = waitingReply()
    world = await openHttpWorld(reply)
    const [before, within] = [world.ask(), world.ask()]
    const { outgoing } = await reached
    stream(outgoing).write(progress(1))
    const response = await Promise.race([before, within])
    await world.gateway.servers()[0]?.close(0)
    const other = await Promise.all([before, within])
    const waiting = other.find((one) => one !== response)
    expect(waiting?.status).toBe(503)
    expect(await response.text()).toMatch(/"id":7,.*upstream_not_ready/)
  })
})
