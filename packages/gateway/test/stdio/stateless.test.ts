/** The stateless revision before a program of an older one: every request by itself, completed and said in its words. MCP 2026-07-28 */
import { describe, expect, it } from 'vitest'
import { answerOf, askStateless, eventsOf, program, shareStdio } from './stdio-world.ts'

const odd = program('odd-server.ts')
const shared = shareStdio(odd)
const keys = 'io.modelcontextprotocol'
const _meta = { [`${keys}/serverInfo`]: { name: 'odd', version: '1' } }

describe('a client without sessions, at a program of an older revision', () => {
  it('discovers what the program said in its greeting', async () => {
    const world = shared()
    const response = await askStateless(world, 'server/discover')
    expect(response.headers.get('mcp-session-id')).toBeNull()
    expect(await response.json()).toMatchObject({
      result: {
        resultType: 'complete',
        supportedVersions: ['2026-07-28', '2025-11-25', '2025-06-18', '2025-03-26'],
        capabilities: { tools: { listChanged: true }, resources: { subscribe: true, listChanged: true }, logging: {} },
        instructions: 'Be careful.',
        cacheScope: 'private',
        _meta,
      },
    })
  })

  it.each(['tools/list', 'resources/list', 'resources/read'])('has hints for its cache with %s', async (method) => {
    const world = shared()
    const params = method === 'resources/read' ? { uri: 'odd://a' } : {}
    expect(await answerOf(await askStateless(world, method, { params }))).toMatchObject({
      result: { resultType: 'complete', ttlMs: 0, cacheScope: 'private', _meta },
    })
  })

  it('has none with the answer of a tool', async () => {
    const world = shared()
    const answer = await answerOf(await askStateless(world, 'tools/call', { params: { name: 'mirror' } }))
    expect(answer).toMatchObject({ result: { resultType: 'complete', _meta } })
    expect(answer['result']).not.toHaveProperty('ttlMs')
  })

  it('hears in its own code that a resource is not there', async () => {
    const world = shared()
    const response = await askStateless(world, 'resources/read', { params: { uri: 'odd://b' } })
    expect([response.status, await response.json()]).toMatchObject([
      200,
      { error: { code: -32602, message: 'not found' } },
    ])
  })

  it.each([
    ['without its version', { [`${keys}/protocolVersion`]: undefined }, {}, -32602],
    ['without its capabilities', { [`${keys}/clientCapabilities`]: undefined }, {}, -32602],
    ['with a log level that nobody knows', { [`${keys}/logLevel`]: 'loud' }, {}, -32602],
    ['with another version in its header', {}, { 'mcp-protocol-version': '2025-11-25' }, -32020],
    [
      'with a version that nobody knows',
      { [`${keys}/protocolVersion`]: '2027-01-01' },
      { 'mcp-protocol-version': '2027-01-01' },
      -32022,
    ],
  ])('is refused %s', async (_, meta, headers, code) => {
    const world = shared()
    const response = await askStateless(world, 'tools/list', { meta, headers })
    expect([response.status, await response.json()]).toMatchObject([400, { error: { code } }])
  })

  it('is told which versions there are when its own is not among them', async () => {
    const world = shared()
    const version = '2027-01-01'
    const about = { meta: { [`${keys}/protocolVersion`]: version }, headers: { 'mcp-protocol-version': version } }
    expect(await answerOf(await askStateless(world, 'tools/list', about))).toMatchObject({
      error: { data: { requested: version, supported: ['2026-07-28', '2025-11-25', '2025-06-18', '2025-03-26'] } },
    })
  })

  it.each(['initialize', 'ping', 'logging/setLevel', 'resources/subscribe', 'tasks/list', 'no/such'])(
    'finds no method %s',
    async (method) => {
      const world = shared()
      const response = await askStateless(world, method)
      expect([response.status, await response.json()]).toMatchObject([404, { error: { code: -32601 } }])
    },
  )

  it('has no stream by GET and nothing to DELETE', async () => {
    const world = shared()
    for (const method of ['GET', 'DELETE']) {
      const headers = {
        ...(await world.headers()),
        'mcp-protocol-version': '2026-07-28',
        'mcp-session-id': 'x',
        accept: '*/*',
      }
      expect((await fetch(world.url, { method, headers })).status).toBe(405)
    }
  })

  it('sends no answers, and its notifications are taken', async () => {
    const world = shared()
    const headers = { ...(await world.headers()), 'mcp-protocol-version': '2026-07-28' }
    expect((await world.post({ jsonrpc: '2.0', id: 1, result: {} }, headers)).status).toBe(400)
    expect((await world.post({ jsonrpc: '2.0', method: 'notifications/any' }, headers)).status).toBe(202)
  })

  it('hears progress and the log of its call on its stream, and of the log only what it asked for', async () => {
    const world = shared()
    const events = []
    const progress = { params: { name: 'steps', arguments: { count: 2 } }, meta: { progressToken: 'mine' } }
    for await (const event of eventsOf(await askStateless(world, 'tools/call', progress))) events.push(event)
    expect(events).toMatchObject([
      { method: 'notifications/progress', params: { progressToken: 'mine', progress: 1 } },
      { method: 'notifications/progress', params: { progressToken: 'mine', progress: 2 } },
      { result: { resultType: 'complete' } },
    ])
    const log = async (wanted: string | undefined, level: string) => {
      const meta = wanted === undefined ? {} : { [`${keys}/logLevel`]: wanted }
      const params = { name: 'log', arguments: { level } }
      return (await (await askStateless(world, 'tools/call', { params, meta })).text()).includes(
        'notifications/message',
      )
    }
    expect(await log(undefined, 'error')).toBe(false)
    expect(await log('warning', 'info')).toBe(false)
    expect(await log('warning', 'error')).toBe(true)
  })

  it('goes to the page that the program names, and comes back for its answer', async () => {
    const world = shared()
    const params = { name: 'asks-for-a-page' }
    const able = await answerOf(
      await askStateless(world, 'tools/call', { params, capabilities: { elicitation: { url: {} } } }),
    )
    expect(able).toMatchObject({
      result: {
        resultType: 'input_required',
        inputRequests: {
          e1: {
            method: 'elicitation/create',
            params: { mode: 'url', url: 'https://there.example/', message: 'sign in there' },
          },
        },
      },
    })
    const response = await askStateless(world, 'tools/call', { params })
    expect([response.status, await response.json()]).toMatchObject([
      400,
      { error: { code: -32021, data: { requiredCapabilities: { elicitation: { url: {} } } } } },
    ])
  })

  it('is answered by JSON alone where it takes no stream', async () => {
    const world = shared()
    const params = { name: 'steps' }
    const response = await askStateless(world, 'tools/call', {
      params,
      meta: { progressToken: 1 },
      headers: { accept: 'application/json' },
    })
    expect(response.headers.get('content-type')).toBe('application/json')
    expect(await response.json()).toMatchObject({ result: { resultType: 'complete' } })
  })
})
