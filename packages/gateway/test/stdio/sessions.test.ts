/** Sessions of the stateful revisions before a program over standard streams. */
import { describe, expect, it } from 'vitest'
import { answerOf, eventsOf, openSession, openStdio, program, shareStdio, type StdioWorld } from './stdio-world.ts'
import { until } from './children-world.ts'

const odd = program('odd-server.ts')
const shared = shareStdio(odd)
const initialize = (protocolVersion: unknown) => ({
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion, capabilities: {}, clientInfo: { name: 'hand', version: '1' } },
})

/** GET, DELETE and POST with somebody's session. */
const tryAll = async ({ url, post }: StdioWorld, headers: Record<string, string>): Promise<readonly number[]> => {
  const posted = await post({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'mirror' } }, headers)
  const told = await post({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 1 } }, headers)
  const listening = await fetch(url, { headers: { accept: 'text/event-stream', ...headers } })
  const ended = await fetch(url, { method: 'DELETE', headers })
  return [posted, told, listening, ended].map(({ status }) => status)
}

describe('a session at a program over standard streams', () => {
  it.each(['2025-11-25', '2025-06-18', '2025-03-26'])(
    'begins with what the program says of itself, in the client’s %s',
    async (version) => {
      const world = shared()
      const response = await world.post(initialize(version), await world.headers())
      expect(response.headers.get('mcp-session-id')).toMatch(/^[\w.-]{30,}$/)
      expect(await response.json()).toEqual({
        jsonrpc: '2.0',
        id: 1,
        result: {
          protocolVersion: version,
          serverInfo: { name: 'odd', version: '1' },
          instructions: 'Be careful.',
          // Tasks belong to nobody at a shared program.
          capabilities: {
            tools: { listChanged: true },
            resources: { subscribe: true, listChanged: true },
            logging: {},
          },
        },
      })
    },
  )

  it('begins in the newest of the older revisions for whoever wants one that nobody knows', async () => {
    const world = shared()
    const response = await world.post(initialize('1999-01-01'), await world.headers())
    expect(await response.json()).toMatchObject({ result: { protocolVersion: '2025-11-25' } })
  })

  it('S12: is worth nothing in the hands of another person, nor of the same person’s other client', async () => {
    const world = shared()
    const { session, ask } = await openSession(world)
    for (const who of [{ subject: 'mallory' }, { client: 'client-2' }]) {
      const headers = { ...(await world.headers(who)), 'mcp-session-id': session }
      expect(await tryAll(world, headers)).toEqual([404, 404, 404, 404])
    }
    expect(await answerOf(await ask('ping'))).toMatchObject({ result: {} })
  })

  it('S12: cannot be guessed, forged or cut', async () => {
    const world = shared()
    const { session, headers } = await openSession(world)
    for (const forged of ['nobody', session.slice(0, -1), `${session}A`, session.split('.')[0] ?? '', `x${session}`]) {
      expect(await tryAll(world, { ...headers, 'mcp-session-id': forged })).toEqual([404, 404, 404, 404])
    }
  })

  it('says by name that a session is unknown, with a trace id', async () => {
    const world = shared()
    const response = await world.post(
      { jsonrpc: '2.0', id: 9, method: 'ping' },
      { ...(await world.headers()), 'mcp-session-id': 'x.y' },
    )
    expect(await response.json()).toMatchObject({
      id: 9,
      error: { data: { reason: 'unknown_session', traceId: expect.stringMatching(/^trc_/) } },
    })
  })

  it('is over after DELETE', async () => {
    const world = shared()
    const { headers } = await openSession(world)
    expect((await fetch(world.url, { method: 'DELETE', headers })).status).toBe(204)
    expect(await tryAll(world, headers)).toEqual([404, 404, 404, 404])
  })

  it('is asked for where there is none: POST 400, GET and DELETE 405', async () => {
    const world = shared()
    const headers = await world.headers()
    expect((await world.post({ jsonrpc: '2.0', id: 1, method: 'tools/list' }, headers)).status).toBe(400)
    for (const method of ['GET', 'DELETE']) {
      const response = await fetch(world.url, { method, headers: { accept: 'text/event-stream', ...headers } })
      expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST'])
    }
  })

  it('speaks no version that nobody knows', async () => {
    const world = shared()
    const { headers } = await openSession(world)
    const response = await world.post(
      { jsonrpc: '2.0', id: 1, method: 'ping' },
      { ...headers, 'mcp-protocol-version': '1999-01-01' },
    )
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({
      error: { code: -32022, data: { supported: expect.arrayContaining(['2026-07-28', '2025-11-25']) } },
    })
  })

  it('takes notifications with 202, and what is no message not at all', async () => {
    const world = shared()
    const { headers } = await openSession(world)
    const said = await world.post({ jsonrpc: '2.0', method: 'notifications/roots/list_changed' }, headers)
    expect([said.status, await said.text()]).toEqual([202, ''])
    for (const body of [
      {},
      7,
      'x',
      null,
      { jsonrpc: '2.0', id: null, method: 'ping' },
      { jsonrpc: '1.0', id: 1, method: 'ping' },
    ]) {
      expect((await world.post(body, headers)).status).toBe(400)
    }
  })

  it('answers a batch of 2025-03-26 with a batch, each member under its own id', async () => {
    const world = shared()
    const { headers } = await openSession(world)
    const batch = [
      { jsonrpc: '2.0', id: 'a', method: 'ping' },
      { jsonrpc: '2.0', id: 'b', method: 'tools/call', params: { name: 'slow', arguments: { span: 5, say: 'b' } } },
      { jsonrpc: '2.0', method: 'notifications/initialized' },
      { jsonrpc: '2.0', id: 'c', method: 'no/such' },
    ]
    const response = await world.post(batch, { ...headers, 'mcp-protocol-version': '2025-03-26' })
    const answers = (await response.json()) as { id: string }[]
    expect(answers.toSorted((one, other) => one.id.localeCompare(other.id))).toMatchObject([
      { id: 'a', result: {} },
      { id: 'b', result: { content: [{ text: '{"say":"b"}' }] } },
      { id: 'c', error: { code: -32601 } },
    ])
  })

  it('hears on its stream that lists changed, and the gateway looks at the tools again', async () => {
    const world = await openStdio(odd)
    const { headers, ask } = await openSession(world)
    const gone = new AbortController()
    const stream = await fetch(world.url, { headers: { ...headers, accept: 'text/event-stream' }, signal: gone.signal })
    expect(stream.headers.get('x-accel-buffering')).toBe('no')
    await ask('tools/call', { name: 'change' })
    for await (const news of eventsOf(stream)) {
      expect(news).toEqual({ jsonrpc: '2.0', method: 'notifications/tools/list_changed', params: {} })
      break
    }
    gone.abort()
    const lists = async () =>
      (JSON.stringify(await answerOf(await ask('tools/call', { name: 'heard' }))).match(/tools\/list/g) ?? []).length
    let listed = await lists()
    // Each time in two pages.
    while (listed < 4) listed = await lists()
    expect(listed).toBe(4)
  })

  it('has one stream: who opens another has lost the first', async () => {
    const world = shared()
    const { headers, ask } = await openSession(world)
    const listen = () => fetch(world.url, { headers: { ...headers, accept: 'text/event-stream' } })
    const first = await listen()
    const second = await listen()
    expect(await first.text()).toBe('')
    await ask('tools/call', { name: 'change' })
    for await (const news of eventsOf(second)) {
      expect(news['method']).toBe('notifications/tools/list_changed')
      break
    }
  })

  it('lets its stream end when the gateway leaves, and its call go on', async () => {
    const world = await openStdio(odd)
    const { headers, ask } = await openSession(world)
    const stream = await fetch(world.url, { headers: { ...headers, accept: 'text/event-stream' } })
    const slow = ask('tools/call', { name: 'slow', arguments: { span: 100, say: 'done' } })
    await until(() => world.gateway.servers()[0]?.health().state === 'up')
    world.leave()
    expect(await stream.text()).toBe('')
    expect(JSON.stringify(await answerOf(await slow))).toContain('done')
  })

  it('shows no other person’s tasks at a shared program', async () => {
    const world = shared()
    const { ask } = await openSession(world)
    expect(await answerOf(await ask('tasks/list'))).toMatchObject({ error: { code: -32601 } })
  })
})
