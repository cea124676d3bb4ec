/** Names that an upstream gives away: the client gets them with a mark, and only for whom they were made they are worth anything. */
import { afterEach, describe, expect, it } from 'vitest'
import { callOf, type HttpWorld, openHttpWorld } from './http-world.ts'
import { idOf, json, type Reply } from './spy-upstream.ts'

let world: HttpWorld | undefined
afterEach(async () => {
  await world?.close()
  world = undefined
})

const answerOf = (seen: Parameters<Reply>[0]) => ({ jsonrpc: '2.0', id: idOf(seen), result: { content: [] } })

const inSession: Reply = (seen, outgoing) => {
  outgoing.setHeader('mcp-session-id', 'session-1')
  json(outgoing, answerOf(seen))
}

const bob = { subject: 'bob' }
const otherClient = { client: 'client-2' }

const faultIn = async (response: Response) => {
  const { error } = (await response.json()) as { error: { data: { reason: string } } }
  return [response.status, error.data.reason]
}

describe('a session', () => {
  it('S12: is used by whom it was opened for, under its own name at the upstream', async () => {
    world = await openHttpWorld(inSession)
    const session = (await world.ask()).headers.get('mcp-session-id') ?? ''
    expect(session).toMatch(/^session-1\..{22}$/)
    const again = await world.ask({ headers: { 'mcp-session-id': session } })
    expect(again.status).toBe(200)
    expect(again.headers.get('mcp-session-id')).toBe(session)
    expect(world.spy.seen[1]?.headers['mcp-session-id']).toBe('session-1')
  })

  it.each(['POST', 'GET', 'DELETE'])(
    'S12: of somebody else is unknown (%s), and the upstream hears nothing',
    async (method) => {
      world = await openHttpWorld(inSession)
      const session = (await world.ask()).headers.get('mcp-session-id') ?? ''
      for (const who of [bob, otherClient]) {
        expect(await faultIn(await world.ask({ method, who, headers: { 'mcp-session-id': session } }))).toEqual([
          404,
          'unknown_session',
        ])
      }
      expect(world.spy.seen).toHaveLength(1)
    },
  )

  it('S12: that nobody marked, with a mark that was changed, or twice, is unknown', async () => {
    world = await openHttpWorld(inSession)
    const session = (await world.ask()).headers.get('mcp-session-id') ?? ''
    const flipped = `${session.slice(0, -1)}${session.endsWith('A') ? 'B' : 'A'}`
    for (const wrong of ['session-1', 'session-1.', flipped, `x${session}`, `${session}, ${session}`, '.']) {
      expect(await faultIn(await world.ask({ headers: { 'mcp-session-id': wrong } }))).toEqual([404, 'unknown_session'])
    }
    expect(world.spy.seen).toHaveLength(1)
  })

  it('whose name no header can carry is not handed on', async () => {
    world = await openHttpWorld((seen, outgoing) => {
      outgoing.setHeader('mcp-session-id', 'a b')
      json(outgoing, answerOf(seen))
    })
    expect(await faultIn(await world.ask())).toEqual([502, 'upstream_bad_answer'])
  })
})

const withEvents: Reply = (seen, outgoing) => {
  outgoing.writeHead(200, { 'content-type': 'text/event-stream' })
  outgoing.write('id: e-1\ndata: \n\n')
  if (seen.method === 'GET') return void outgoing.end('id:e-3\r\ndata: {"jsonrpc":"2.0","method":"x"}\r\n\r\n')
  outgoing.end(`id: e-2\nevent: message\ndata: ${JSON.stringify(answerOf(seen))}\n\n`)
}

const idsIn = (text: string): readonly string[] => [...text.matchAll(/^id: ?(.*)$/gm)].map(([, id = '']) => id)

describe('an event', () => {
  it('S12: is resumed by whom it was sent to', async () => {
    world = await openHttpWorld(withEvents)
    const ids = idsIn(await (await world.ask()).text())
    expect(ids).toEqual([expect.stringMatching(/^e-1\..{22}$/), expect.stringMatching(/^e-2\..{22}$/)])
    const resumed = await world.ask({ method: 'GET', headers: { 'last-event-id': ids[1] ?? '' } })
    expect(resumed.status).toBe(200)
    expect(world.spy.seen[1]?.headers['last-event-id']).toBe('e-2')
    expect(idsIn(await resumed.text())).toEqual([expect.stringMatching(/^e-1\./), expect.stringMatching(/^e-3\./)])
  })

  it('S12: of somebody else resumes nothing', async () => {
    world = await openHttpWorld(withEvents)
    const [id = ''] = idsIn(await (await world.ask()).text())
    for (const [who, last] of [[bob, id] as const, [otherClient, id] as const, [{}, 'e-1'] as const]) {
      const response = await world.ask({ method: 'GET', who, headers: { 'last-event-id': last } })
      expect(await faultIn(response)).toEqual([404, 'unknown_session'])
    }
    expect(world.spy.seen).toHaveLength(1)
  })
})

describe('the state of a call in several rounds', () => {
  const asking: Reply = (seen, outgoing) => {
    const result = { resultType: 'input_required', requestState: 'state-1', inputRequests: {} }
    json(outgoing, { jsonrpc: '2.0', id: idOf(seen), result })
  }
  const withState = (requestState: string) => {
    const { params, ...call } = callOf('look')
    return { ...call, params: { ...params, requestState } }
  }
  const stateIn = async (response: Response) =>
    ((await response.json()) as { result: { requestState: string } }).result.requestState

  it('S12: comes back to the upstream as it gave it', async () => {
    world = await openHttpWorld(asking)
    const state = await stateIn(await world.ask())
    expect(state).toMatch(/^state-1\..{22}$/)
    expect((await world.ask({ body: withState(state) })).status).toBe(200)
    expect(JSON.parse(world.spy.seen[1]?.text ?? '')).toEqual(withState('state-1'))
  })

  it('S12: of somebody else goes no further', async () => {
    world = await openHttpWorld(asking)
    const state = await stateIn(await world.ask())
    for (const who of [bob, otherClient]) {
      expect(await faultIn(await world.ask({ who, body: withState(state) }))).toEqual([404, 'unknown_session'])
    }
    expect(await faultIn(await world.ask({ body: withState('state-1') }))).toEqual([404, 'unknown_session'])
    expect(world.spy.seen).toHaveLength(1)
  })
})
