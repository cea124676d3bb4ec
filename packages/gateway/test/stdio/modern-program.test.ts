/** A program that speaks 2026-07-28 alone, for clients of both kinds. */
import { describe, expect, it } from 'vitest'
import { answerOf, askStateless, eventsOf, openSession, program, shareStdio, visitV1, visitV2 } from './stdio-world.ts'

const shared = shareStdio(program('modern-server.ts'))

type Called = { readonly result: { readonly content: readonly { readonly text: string }[] } }
const saidIn = (answer: unknown): unknown => JSON.parse((answer as Called).result.content[0]?.text ?? '')

describe('a program of 2026-07-28', () => {
  it('serves clients of every kind', async () => {
    const world = shared()
    for (const client of [await visitV1(world), await visitV2(world, 'stateful'), await visitV2(world, 'stateless')]) {
      expect((await client.listTools()).tools.map(({ name }) => name)).toContain('mirror')
      expect(JSON.stringify(await client.callTool({ name: 'mirror', arguments: { hello: 1 } }))).toContain('hello')
    }
  })

  it('is told of a client with a session what that said of itself', async () => {
    const { begun, ask } = await openSession(shared(), {}, { sampling: {}, roots: {} })
    expect(begun.result).toMatchObject({
      serverInfo: { name: 'modern' },
      instructions: 'Be modern.',
      protocolVersion: '2025-11-25',
    })
    const said = JSON.stringify(saidIn(await answerOf(await ask('tools/call', { name: 'mirror', arguments: {} }))))
    expect(said).toContain('"name":"hand"')
    expect(said).toContain('sampling')
    expect(said).not.toContain('roots')
  })

  it('asks a client with a session question by question, and has all answers at once', async () => {
    const { ask, tell } = await openSession(shared(), {}, { elicitation: {} })
    const events = eventsOf(await ask('tools/call', { name: 'elicit', arguments: {} }))
    const { value: question } = (await events.next()) as { value: { id: number; method: string } }
    expect(question.method).toBe('elicitation/create')
    await tell({ id: question.id, result: { action: 'accept', content: { name: 'Ann' } } })
    expect(saidIn((await events.next()).value)).toEqual({ answer: { name: 'Ann' }, state: 'half way' })
  })

  it('has no answer of a client that cannot be asked', async () => {
    const { ask } = await openSession(shared())
    const answer = await answerOf(await ask('tools/call', { name: 'elicit', arguments: {} }))
    expect(answer).toHaveProperty('error')
  })

  it('S12: asks a client without sessions in its own way, and what it remembers is worth nothing to anybody else', async () => {
    const world = shared()
    const capabilities = { elicitation: { form: {} } }
    const params = { name: 'elicit', arguments: {} }
    const first = await answerOf(await askStateless(world, 'tools/call', { params, capabilities }))
    expect(first).toMatchObject({
      result: { resultType: 'input_required', inputRequests: { who: { method: 'elicitation/create' } } },
    })
    const { requestState } = (first as { result: { requestState: string } }).result
    const again = { ...params, inputResponses: { who: { action: 'accept', content: { name: 'Ann' } } }, requestState }
    const stolen = await answerOf(
      await askStateless(world, 'tools/call', { params: again, capabilities, who: { subject: 'mallory' } }),
    )
    expect(stolen).toMatchObject({ error: { code: -32602 } })
    expect(saidIn(await answerOf(await askStateless(world, 'tools/call', { params: again, capabilities })))).toEqual({
      answer: { name: 'Ann' },
      state: 'half way',
    })
  })

  it('S12: takes no state from within a session, where none is ever given: whose it was cannot be told there', async () => {
    const { ask } = await openSession(shared(), { subject: 'mallory' })
    const inputResponses = { who: { action: 'accept', content: { name: 'Mallory' } } }
    const stolen = { name: 'elicit', arguments: {}, requestState: 'half way', inputResponses }
    expect(await answerOf(await ask('tools/call', stolen))).toHaveProperty('error')
  })

  it('S12: has a state back with the call that it was of, and with no other', async () => {
    const world = shared()
    const capabilities = { elicitation: { form: {} } }
    const params = { name: 'elicit', arguments: {} }
    const first = await answerOf(await askStateless(world, 'tools/call', { params, capabilities }))
    const { requestState } = (first as { result: { requestState: string } }).result
    const other = { name: 'mirror', arguments: {}, requestState }
    expect(await answerOf(await askStateless(world, 'tools/call', { params: other, capabilities }))).toMatchObject({
      error: { code: -32602 },
    })
  })

  it('answers for itself alone: nothing may be kept for another', async () => {
    const world = shared()
    for (const method of ['tools/list', 'server/discover']) {
      expect(await answerOf(await askStateless(world, method))).toMatchObject({
        result: { cacheScope: 'private', resultType: 'complete' },
      })
    }
  })
})
