/** An upstream that is down, slow, speaks HTML, floods or dies: the client gets a JSON-RPC error with words and a trace id, the log the cause. */
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { overHttp } from '../definitions.ts'
import { openGatewayWorld } from '../gateway-world.ts'
import { callOf, type HttpWorld, openHttpWorld } from './http-world.ts'
import { idOf, type Reply } from './spy-upstream.ts'

let world: HttpWorld | undefined
afterEach(async () => {
  await world?.close()
  world = undefined
})

interface Told {
  readonly id: unknown
  readonly error: { readonly message: string; readonly data: { readonly reason: string; readonly traceId: string } }
}

/** The error, after it was seen that the log knows the same trace and a cause. */
const faultIn = async (open: HttpWorld, response: Response): Promise<readonly [number, string]> => {
  const { id, error } = (await response.json()) as Told
  expect(id).toBe(7)
  expect(error.message).toContain(`(trace ${error.data.traceId})`)
  expect(open.lines.find(({ facts }) => facts['traceId'] === error.data.traceId)).toMatchObject({
    level: 'error',
    facts: { outcome: 'fault', reason: error.data.reason },
  })
  return [response.status, error.data.reason]
}

const typed =
  (type: string, body: string, headers: Readonly<Record<string, string>> = {}): Reply =>
  (_, outgoing) =>
    void outgoing.writeHead(200, { 'content-type': type, ...headers }).end(body)

const causeIn = (open: HttpWorld): unknown => open.lines.find(({ event }) => event === 'gateway.call')?.facts['cause']

describe('an upstream that', () => {
  it('is down: cannot be reached, and is noticed when it is back', async () => {
    world = await openHttpWorld()
    const { spy, gateway } = world
    const [server] = gateway.servers()
    expect(server?.health()).toEqual({ state: 'up' })
    const { port } = new URL(spy.url)
    await spy.close()
    expect(await faultIn(world, await world.ask())).toEqual([502, 'upstream_unreachable'])
    expect(String(causeIn(world))).toContain('ECONNREFUSED')
    expect(server?.health()).toMatchObject({ state: 'down', reason: expect.stringContaining('ECONNREFUSED') })
    await new Promise<void>((resolve) => void spy.server.listen(Number(port), '127.0.0.1', resolve))
    expect((await world.ask()).status).toBe(200)
    expect(server?.health()).toEqual({ state: 'up' })
    expect(world.lines.map(({ event }) => event)).toContain('gateway.upstream-back')
  })

  it('says nothing: is given up in time', async () => {
    world = await openHttpWorld(() => undefined, { timeouts: { connect: 500, head: 100, silence: 500 } })
    expect(await faultIn(world, await world.ask())).toEqual([504, 'upstream_too_slow'])
  })

  it('falls silent within an answer: is given up in time', async () => {
    world = await openHttpWorld(
      (_, outgoing) => void outgoing.writeHead(200, { 'content-type': 'application/json' }).write('{'),
      { timeouts: { connect: 500, head: 500, silence: 100 } },
    )
    expect(await faultIn(world, await world.ask())).toEqual([504, 'upstream_too_slow'])
  })

  it('speaks HTML: is not let through, whatever its status', async () => {
    world = await openHttpWorld()
    for (const status of [200, 404, 502]) {
      world.spy.reply = (_, outgoing) =>
        void outgoing.writeHead(status, { 'content-type': 'text/html; charset=utf-8' }).end('<script>alert(1)</script>')
      const response = await world.ask()
      expect(await response.clone().text()).toContain(`answered with an HTML page instead of MCP (status ${status})`)
      expect(await response.clone().text()).not.toContain('script')
      expect(await faultIn(world, response)).toEqual([502, 'upstream_bad_answer'])
    }
  })

  it.each([
    [
      'S2: compresses: is not unpacked',
      typed('application/json', '{"id":7,"result":{}}', { 'content-encoding': 'gzip' }),
    ],
    ['says no type', (_: unknown, outgoing) => void outgoing.writeHead(200).end('{"jsonrpc":"2.0"}')],
    ['says another type', typed('application/octet-stream', '{}')],
    ['says two types', typed('application/json, text/html', '{}')],
    ['says JSON and means something else', typed('application/json', '<html>')],
    ['sends half a JSON', typed('application/json', '{"jsonrpc":"2.0","id":7,"result":{')],
    ['S14: redirects', (_: unknown, outgoing) => void outgoing.writeHead(307, { location: '/other' }).end()],
  ] satisfies readonly (readonly [string, Reply])[])('%s', async (_, reply) => {
    world = await openHttpWorld(reply)
    expect(await faultIn(world, await world.ask())).toEqual([502, 'upstream_bad_answer'])
  })

  it('is no HTTP server at all', async () => {
    const server = createServer((socket) => socket.once('data', () => socket.end('SSH-2.0-OpenSSH\r\n')))
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const open = await openGatewayWorld(() => [overHttp('notes', `http://127.0.0.1:${port}/mcp`)])
    try {
      const response = await fetch(`${open.origin}/mcp/notes`, {
        method: 'POST',
        headers: { authorization: `Bearer ${await open.token({ name: 'notes' })}`, 'content-type': 'application/json' },
        body: JSON.stringify(callOf('look')),
      })
      expect(await response.json()).toMatchObject({ id: 7, error: { data: { reason: 'upstream_bad_answer' } } })
    } finally {
      await open.close()
      server.close()
    }
  })

  it.each([
    ['as soon as it says so', { 'content-length': '200000' }, '{'],
    ['at the cap', {}, `{"x":"${'x'.repeat(150_000)}`],
  ])('S2: floods: is cut %s', async (_, headers, sent) => {
    let wasCut: Promise<unknown> = Promise.resolve()
    const reply: Reply = (_seen, outgoing) => {
      wasCut = new Promise((resolve) => outgoing.once('close', resolve))
      outgoing.writeHead(200, { 'content-type': 'application/json', ...headers })
      outgoing.write(sent)
    }
    world = await openHttpWorld(reply, { maxAnswerBytes: 100_000 })
    expect(await faultIn(world, await world.ask())).toEqual([502, 'upstream_too_large'])
    await wasCut
  })

  it('S2: sends an event that never ends: is cut at the cap, and the stream says so', async () => {
    world = await openHttpWorld(
      (_, outgoing) => {
        outgoing.writeHead(200, { 'content-type': 'text/event-stream' })
        outgoing.write(`data: "${'x'.repeat(150_000)}`)
      },
      { maxAnswerBytes: 100_000 },
    )
    const text = await (await world.ask()).text()
    expect(text).toMatch(/^event: message\ndata: \{.*"id":7,.*upstream_too_large.*\}\n\n$/)
  })

  it('dies before its answer, or within it: no half of one is handed on', async () => {
    const deaths: Reply[] = [
      (_, outgoing) => outgoing.destroy(),
      (_, outgoing) => {
        outgoing.writeHead(200, { 'content-type': 'application/json' })
        outgoing.write('{"jsonrpc":"2.0","id":7,"result":{}}', () => outgoing.destroy())
      },
      (_, outgoing) => {
        outgoing.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' })
        outgoing.write('{"jsonrpc":"2.0","id":7,"result":{}}', () => outgoing.destroy())
      },
    ]
    world = await openHttpWorld()
    for (const death of deaths) {
      world.spy.reply = death
      expect(await faultIn(world, await world.ask())).toEqual([502, 'upstream_died'])
    }
  })

  it('dies within a large answer that passes piece by piece: the client sees that it is not whole', async () => {
    world = await openHttpWorld((_, outgoing) => {
      outgoing.writeHead(200, { 'content-type': 'application/json', 'content-length': '2000000' })
      outgoing.write('x'.repeat(1_500_000), () => outgoing.destroy())
    })
    const response = await world.ask()
    expect(response.status).toBe(200)
    await expect(response.text()).rejects.toThrow('terminated')
    expect(world.lines.at(-1)).toMatchObject({ facts: { outcome: 'fault', reason: 'upstream_died' } })
  })

  const begun = 'data: {"jsonrpc":"2.0","method":"notifications/progress","params":{}}\n\n'

  it.each([
    ['dies within an event', (end: { destroy: () => void }) => end.destroy(), `${begun}data: {"jsonrpc`],
    ['ends its stream without an answer', (end: { end: () => void }) => end.end(), begun],
  ] as const)('%s: whole events pass, and the last one says what happened', async (_, die, sent) => {
    world = await openHttpWorld((_seen, outgoing) => {
      outgoing.writeHead(200, { 'content-type': 'text/event-stream' })
      outgoing.write(sent, () => die(outgoing))
    })
    const text = await (await world.ask()).text()
    expect(text.startsWith(begun)).toBe(true)
    const last = text.slice(begun.length)
    expect(last).toMatch(/^event: message\ndata: .*\n\n$/)
    expect(JSON.parse(last.slice(last.indexOf('{')))).toMatchObject({
      jsonrpc: '2.0',
      id: 7,
      error: { data: { reason: 'upstream_died' } },
    })
    expect(world.lines.at(-1)).toMatchObject({ level: 'error', facts: { outcome: 'fault', reason: 'upstream_died' } })
  })

  it('dies after long news: that was no answer', async () => {
    const news = { jsonrpc: '2.0', method: 'notifications/message', params: { data: 'x'.repeat(300_000), result: {} } }
    world = await openHttpWorld((_, outgoing) => {
      outgoing.writeHead(200, { 'content-type': 'text/event-stream' })
      outgoing.write(`id:\r\ndata: ${JSON.stringify(news)}\n\n`, () => outgoing.destroy())
    })
    expect(await (await world.ask()).text()).toMatch(/\n\nevent: message\ndata: \{.*"id":7,.*upstream_died.*\n\n$/)
  })

  it('dies after its answer: nothing is added to it', async () => {
    world = await openHttpWorld((seen, outgoing) => {
      outgoing.writeHead(200, { 'content-type': 'text/event-stream' })
      const answer = JSON.stringify({ jsonrpc: '2.0', id: idOf(seen), result: {} })
      outgoing.write(`data: ${answer}\n\n`, () => outgoing.destroy())
    })
    expect(await (await world.ask()).text()).toBe('data: {"jsonrpc":"2.0","id":7,"result":{}}\n\n')
  })

  it('closes a stream whose events have ids: the client may resume it', async () => {
    world = await openHttpWorld((_, outgoing) => {
      outgoing.writeHead(200, { 'content-type': 'text/event-stream' })
      outgoing.end('id: 1\nretry: 10\ndata: \n\n')
    })
    expect(await (await world.ask()).text()).toMatch(/^id: 1\.\S+\nretry: 10\ndata: \n\n$/)
  })
})
