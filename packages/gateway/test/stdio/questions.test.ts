/** What a program wants to know from a client: put to the one who alone can be meant, in the way that its revision knows; refused by name elsewhere. */
import { describe, expect, it } from 'vitest'
import {
  answerOf,
  askStateless,
  eventsOf,
  openSession,
  openStdio,
  program,
  shareStdio,
  visitV1,
  visitV2,
} from './stdio-world.ts'

const odd = program('odd-server.ts')
const shared = shareStdio(odd)
const able = { elicitation: {}, sampling: {} }

type Called = { readonly result: { readonly content: readonly { readonly text: string }[] } }
const saidIn = (answer: unknown): unknown => JSON.parse((answer as Called).result.content[0]?.text ?? '')
const nextOf = async (events: AsyncGenerator<Record<string, unknown>>): Promise<Record<string, unknown>> => {
  const next = await events.next()
  return next.done ? {} : next.value
}
const refused = (reason: string) => ({
  error: { code: -31460, message: expect.stringContaining(reason), data: { reason: 'nobody_to_ask' } },
})

describe('a program that asks back', () => {
  it('reaches a client with a session on the stream of its call, and has the answer it posts', async () => {
    const world = shared()
    const { ask, tell } = await openSession(world, {}, able)
    const events = eventsOf(await ask('tools/call', { name: 'elicit' }))
    const question = await nextOf(events)
    expect(question).toMatchObject({ method: 'elicitation/create', params: { message: 'who?' } })
    const _meta = { 'gatehouse/identity': 'forged', theirs: 'stays' }
    const posted = await tell({ id: question['id'], result: { action: 'accept', content: { name: 'Ann' }, _meta } })
    expect(posted.status).toBe(202)
    const answer = await nextOf(events)
    expect(saidIn(answer)).toMatchObject({
      result: { action: 'accept', content: { name: 'Ann' }, _meta: { theirs: 'stays' } },
    })
    expect(JSON.stringify(answer)).not.toContain('forged')
  })

  it.each(['SDK v1', 'SDK v2 with sessions', 'SDK v2 without sessions'])(
    'is answered by the person at %s',
    async (kind) => {
      const world = shared()
      const answer = () => Promise.resolve({ action: 'accept' as const, content: { name: 'Ann' } })
      const visit = async () => {
        if (kind === 'SDK v1') {
          const { ElicitRequestSchema } = await import('@modelcontextprotocol/sdk/types.js')
          const client = await visitV1(world, {}, { elicitation: {} })
          client.setRequestHandler(ElicitRequestSchema, answer)
          return client
        }
        const capabilities = { elicitation: { form: {} } }
        const client = await visitV2(world, kind.endsWith('without sessions') ? 'stateless' : 'stateful', {
          capabilities,
        })
        client.setRequestHandler('elicitation/create', answer)
        return client
      }
      const result = await (await visit()).callTool({ name: 'elicit', arguments: {} })
      expect(JSON.stringify(result)).toContain('Ann')
    },
  )

  it('ends the call of a client without sessions as input required, and goes on when it comes back', async () => {
    const world = shared()
    const params = { name: 'elicit-twice', arguments: { for: 'me' } }
    const first = await answerOf(await askStateless(world, 'tools/call', { params, capabilities: able }))
    const { result } = first as { result: { inputRequests: Record<string, { method: string }>; requestState: string } }
    expect(result).toMatchObject({ resultType: 'input_required' })
    expect(Object.values(result.inputRequests).map(({ method }) => method)).toEqual([
      'elicitation/create',
      'sampling/createMessage',
    ])
    const [who = '', what = ''] = Object.keys(result.inputRequests)
    const comeBack = (inputResponses: object) =>
      askStateless(world, 'tools/call', {
        params: { ...params, inputResponses, requestState: result.requestState },
        capabilities: able,
      })
    const second = await answerOf(await comeBack({ [who]: { action: 'decline' } }))
    expect(second).toMatchObject({
      result: { resultType: 'input_required', inputRequests: { [what]: { method: 'sampling/createMessage' } } },
    })
    const third = await answerOf(
      await comeBack({ [what]: { role: 'assistant', content: { type: 'text', text: 'me' }, model: 'm' } }),
    )
    expect(third).toMatchObject({ result: { resultType: 'complete' } })
    expect(saidIn(third)).toMatchObject([{ result: { action: 'decline' } }, { result: { model: 'm' } }])
    expect(await answerOf(await comeBack({}))).toMatchObject({ error: { code: -32602 } })
  })

  it('S12: a call that waits is nobody else’s, and no other call’s', async () => {
    const world = shared()
    const params = { name: 'elicit', arguments: {} }
    const first = await answerOf(await askStateless(world, 'tools/call', { params, capabilities: able }))
    const { requestState, inputRequests } = (first as { result: { requestState: string; inputRequests: object } })
      .result
    const [key = ''] = Object.keys(inputRequests)
    const inputResponses = { [key]: { action: 'accept', content: { name: 'Mallory' } } }
    const attempts = [
      { params: { ...params, inputResponses, requestState }, who: { subject: 'mallory' } },
      { params: { ...params, inputResponses, requestState }, who: { client: 'client-2' } },
      { params: { name: 'elicit', arguments: { other: 1 }, inputResponses, requestState } },
      { params: { ...params, inputResponses, requestState: `${requestState}x` } },
    ]
    for (const attempt of attempts) {
      const answer = await answerOf(await askStateless(world, 'tools/call', { capabilities: able, ...attempt }))
      expect(answer).toMatchObject({ error: { code: -32602 } })
    }
    const mine = await askStateless(world, 'tools/call', {
      params: { ...params, inputResponses, requestState },
      capabilities: able,
    })
    expect(saidIn(await answerOf(mine))).toMatchObject({ result: { content: { name: 'Mallory' } } })
  })

  it('is refused by name, and the log says what would help, while calls of two people are under way', async () => {
    const world = await openStdio(odd)
    const alice = await openSession(world, { subject: 'alice' }, able)
    const bob = await openSession(world, { subject: 'bob' }, able)
    const slow = bob.ask('tools/call', { name: 'slow', arguments: { span: 100 } })
    expect(saidIn(await answerOf(await alice.ask('tools/call', { name: 'elicit' })))).toMatchObject(
      refused('of one client or of another'),
    )
    await slow
    const line = world.lines.find(({ event }) => event === 'gateway.question-refused')
    expect(line).toMatchObject({
      level: 'warn',
      facts: { server: 'tools', method: 'elicitation/create', help: expect.stringContaining('--per-user') },
    })
  })

  it('is refused while another app of the same person has a call under way: neither hears what the other asked for', async () => {
    const world = await openStdio(odd)
    const one = await openSession(world, { subject: 'alice', client: 'one' }, able)
    const other = await openSession(world, { subject: 'alice', client: 'other' }, able)
    const slow = other.ask('tools/call', { name: 'slow', arguments: { span: 100 } })
    expect(saidIn(await answerOf(await one.ask('tools/call', { name: 'elicit' })))).toMatchObject(
      refused('of one client or of another'),
    )
    await slow
  })

  it('is refused also after another’s call was given up, as it may still be about that one', async () => {
    const world = await openStdio(odd)
    const alice = await openSession(world, { subject: 'alice' }, able)
    const bob = await openSession(world, { subject: 'bob' }, able)
    const gone = new AbortController()
    const left = bob.ask('tools/call', { name: 'silent' }, gone.signal).catch(() => 'gone')
    const heard = async () => JSON.stringify(await answerOf(await alice.ask('tools/call', { name: 'heard' })))
    while (!(await heard()).includes('silent')) await heard()
    gone.abort()
    await left
    while (!(await heard()).includes('notifications/cancelled')) await heard()
    expect(saidIn(await answerOf(await alice.ask('tools/call', { name: 'elicit' })))).toMatchObject(
      refused('of one client or of another'),
    )
  })

  it('is put again to the one person who is left when the other’s call, given up, has ended in the program', async () => {
    const world = await openStdio(odd)
    const alice = await openSession(world, { subject: 'alice' }, able)
    const bob = await openSession(world, { subject: 'bob' }, able)
    const gone = new AbortController()
    const left = bob.ask('tools/call', { name: 'slow', arguments: { span: 100 } }, gone.signal).catch(() => 'gone')
    const heard = async () => JSON.stringify(await answerOf(await alice.ask('tools/call', { name: 'heard' })))
    while (!(await heard()).includes('slow')) await heard()
    gone.abort()
    await left
    await alice.ask('tools/call', { name: 'slow', arguments: { span: 150 } })
    expect(await nextOf(eventsOf(await alice.ask('tools/call', { name: 'elicit' })))).toMatchObject({
      method: 'elicitation/create',
    })
  })

  it('asks each person in a program of their own', async () => {
    const world = await openStdio(odd, { stdio: { perUser: true } })
    const alice = await openSession(world, { subject: 'alice' }, able)
    const bob = await openSession(world, { subject: 'bob' }, able)
    const slow = bob.ask('tools/call', { name: 'slow', arguments: { span: 50 } })
    const events = eventsOf(await alice.ask('tools/call', { name: 'elicit' }))
    expect((await events.next()).value).toMatchObject({ method: 'elicitation/create' })
    await events.return(undefined)
    await slow
  })

  it.each([
    ['a client that declared nothing', {}, 'elicit', {}, refused('the client whose call it is cannot answer that')],
    [
      'a client that knows forms, for a page',
      { elicitation: {} },
      'elicit',
      { mode: 'url', url: 'https://x.example', elicitationId: '1' },
      refused('cannot answer that'),
    ],
    ['a client that cannot sample', { elicitation: {} }, 'sample', {}, refused('cannot answer that')],
    ['any client, for roots', { ...able, roots: {} }, 'roots', {}, { error: { code: -32601 } }],
    ['nobody, for a ping', {}, 'ping', {}, { result: {} }],
  ])('asks %s and has its answer at once', async (_, capabilities, name, input, wanted) => {
    const world = shared()
    const { ask } = await openSession(world, {}, capabilities)
    expect(saidIn(await answerOf(await ask('tools/call', { name, arguments: input })))).toMatchObject(wanted)
    const params = { name, arguments: input }
    expect(saidIn(await answerOf(await askStateless(world, 'tools/call', { params, capabilities })))).toMatchObject(
      wanted,
    )
  })

  it('tells the client when it does not want to know any more', async () => {
    const world = shared()
    const { ask } = await openSession(world, {}, able)
    const events = []
    for await (const event of eventsOf(await ask('tools/call', { name: 'elicit-withdrawn' }))) events.push(event)
    const [question, withdrawn, answer] = events
    expect(withdrawn).toMatchObject({ method: 'notifications/cancelled', params: { requestId: question?.['id'] } })
    expect(saidIn(answer)).toBe('withdrawn')
  })

  it('hears at once that whom it asked has gone', async () => {
    const world = await openStdio(odd)
    const { ask } = await openSession(world, {}, able)
    const gone = new AbortController()
    const events = eventsOf(await ask('tools/call', { name: 'elicit' }, gone.signal))
    await events.next()
    gone.abort()
    const heard = async () => JSON.stringify(await answerOf(await ask('tools/call', { name: 'heard' })))
    while (!(await heard()).includes('its client has gone')) await heard()
    expect(await heard()).toContain('notifications/cancelled')
  })
})
