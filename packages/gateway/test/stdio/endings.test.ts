/** How calls end that do not end well: each with words, and none takes another with it. */
import { describe, expect, it } from 'vitest'
import { answerOf, askStateless, eventsOf, openSession, openStdio, program } from './stdio-world.ts'
import { until } from './children-world.ts'

const odd = program('odd-server.ts')
const fault = (reason: string) => ({
  error: { message: expect.stringMatching(/\(trace trc_\d+\)$/), data: { reason } },
})

describe('a call to a program over standard streams', () => {
  it('ends by name when the program dies, and the next one finds a new program', async () => {
    const world = await openStdio(odd)
    const alice = await openSession(world, { subject: 'alice' })
    const bob = await openSession(world, { subject: 'bob' })
    const others = [
      bob.ask('tools/call', { name: 'silent' }),
      askStateless(world, 'tools/call', { params: { name: 'silent' } }),
    ]
    const heard = async () => JSON.stringify(await answerOf(await alice.ask('tools/call', { name: 'heard' })))
    while ((await heard()).split('silent').length < 3) await heard()
    for (const response of [await alice.ask('tools/call', { name: 'die' }), ...(await Promise.all(others))]) {
      expect([response.status, await answerOf(response)]).toMatchObject([502, fault('upstream_died')])
    }
    while ((await bob.ask('tools/call', { name: 'mirror' })).status !== 200)
      await new Promise((go) => setTimeout(go, 50))
    expect(
      world.lines.find(({ event, facts }) => event === 'gateway.call' && facts['reason'] === 'upstream_died')?.level,
    ).toBe('error')
  })

  it('ends in its stream, if that was open, when the program dies', async () => {
    const world = await openStdio(odd)
    const { ask } = await openSession(world)
    const events = eventsOf(
      await ask('tools/call', { name: 'steps', arguments: { count: 1000 }, _meta: { progressToken: 1 } }),
    )
    await events.next()
    await ask('tools/call', { name: 'die' })
    let last: unknown
    for await (const event of events) last = event
    expect(last).toMatchObject(fault('upstream_died'))
  })

  it('ends by name when it takes too long, and the program is told', async () => {
    const world = await openStdio(odd, { stdio: { timeouts: { idle: 60_000, call: 100, start: 10_000 } } })
    const { ask } = await openSession(world)
    const response = await ask('tools/call', { name: 'silent' })
    expect([response.status, await response.json()]).toMatchObject([504, fault('upstream_too_slow')])
    expect(JSON.stringify(await answerOf(await ask('tools/call', { name: 'heard' })))).toContain('it took too long')
  })

  it('does not take too long while a person is asked', async () => {
    const world = await openStdio(odd, { stdio: { timeouts: { idle: 60_000, call: 100, start: 10_000 } } })
    const { ask, tell } = await openSession(world, {}, { elicitation: {} })
    const events = eventsOf(await ask('tools/call', { name: 'elicit' }))
    const { value: question } = (await events.next()) as { value: { id: number } }
    await new Promise((resolve) => setTimeout(resolve, 200))
    await tell({ id: question.id, result: { action: 'decline' } })
    expect(JSON.stringify((await events.next()).value)).toContain('decline')
  })

  it('ends by name when the answer is none', async () => {
    const world = await openStdio(odd)
    const { ask } = await openSession(world)
    const response = await ask('bad/answer')
    expect([response.status, await response.json()]).toMatchObject([502, fault('upstream_bad_answer')])
  })

  it('ends by name when the answer is nested so deeply that nobody can write it down; what is said beside it is dropped', async () => {
    const world = await openStdio(odd)
    const { ask, headers } = await openSession(world, {}, { elicitation: {} })
    const stream = await fetch(world.url, { headers: { ...headers, accept: 'text/event-stream' } })
    const deep = async (how: string) =>
      answerOf(await ask('tools/call', { name: 'deep', arguments: { how }, _meta: { progressToken: 1 } }))
    expect(await deep('answer')).toMatchObject(fault('upstream_bad_answer'))
    for (const how of ['progress', 'news']) expect(await deep(how)).toHaveProperty('result')
    expect(JSON.stringify(await deep('question'))).toContain('it cannot be handed on')
    expect(world.lines.filter(({ event }) => event === 'gateway.message-dropped')).toHaveLength(1)
    await stream.body?.cancel()
  })

  it('ends by name when the program cannot be started', async () => {
    const world = await openStdio([process.execPath, '-e', 'process.exit(1)'])
    const response = await askStateless(world, 'tools/call', { params: { name: 'mirror' } })
    expect([502, 503]).toContain(response.status)
    expect(await response.json()).toMatchObject({ error: { data: { reason: expect.stringMatching(/^upstream_/) } } })
  })

  it('ends for the program when its client has gone', async () => {
    const world = await openStdio(odd)
    const { ask } = await openSession(world)
    const gone = new AbortController()
    const left = ask('tools/call', { name: 'silent' }, gone.signal).catch(() => 'gone')
    const heard = async () => JSON.stringify(await answerOf(await ask('tools/call', { name: 'heard' })))
    while (!(await heard()).includes('silent')) await heard()
    gone.abort()
    expect(await left).toBe('gone')
    while (!(await heard()).includes('the client has gone')) await heard()
    await until(() => world.lines.some(({ facts }) => facts['outcome'] === 'cancelled'))
    expect(await heard()).toContain('notifications/cancelled')
  })

  it('ends for the program when its client cancels it, and nothing comes back', async () => {
    const world = await openStdio(odd)
    const { headers, tell, ask } = await openSession(world)
    const call = world.post({ jsonrpc: '2.0', id: 'mine', method: 'tools/call', params: { name: 'silent' } }, headers)
    const heard = async () => JSON.stringify(await answerOf(await ask('tools/call', { name: 'heard' })))
    while (!(await heard()).includes('silent')) await heard()
    expect(
      (await tell({ method: 'notifications/cancelled', params: { requestId: 'mine', reason: 'enough' } })).status,
    ).toBe(202)
    expect(await (await call).text()).toBe('')
    expect(await heard()).toContain('the client cancelled it')
  })

  it('ends with its session', async () => {
    const world = await openStdio(odd)
    const { headers, ask } = await openSession(world)
    const call = ask('tools/call', { name: 'silent' })
    const heard = async () => JSON.stringify(await answerOf(await ask('tools/call', { name: 'heard' })))
    while (!(await heard()).includes('silent')) await heard()
    await fetch(world.url, { method: 'DELETE', headers })
    expect(await (await call).text()).toBe('')
  })

  it('is cut off when its client does not read, and the others go on', async () => {
    const world = await openStdio(odd)
    const { ask } = await openSession(world)
    const deaf = await ask('tools/call', { name: 'flood', _meta: { progressToken: 1 } })
    const other = await openSession(world, { subject: 'bob' })
    expect(await answerOf(await other.ask('tools/call', { name: 'mirror' }))).toHaveProperty('result')
    const heard = async () => JSON.stringify(await answerOf(await other.ask('tools/call', { name: 'heard' })))
    while (!(await heard()).includes('the client has gone')) await heard()
    await expect(deaf.text()).rejects.toThrow('terminated')
  })

  it('leaves nothing behind when the gateway closes: who waits for an answer gets it, who was asked for more does not keep it open', async () => {
    const world = await openStdio(odd)
    const { ask } = await openSession(world)
    await ask('resources/subscribe', { uri: 'odd://a' })
    await askStateless(world, 'tools/call', { params: { name: 'elicit' }, capabilities: { elicitation: {} } })
    const slow = ask('tools/call', { name: 'slow', arguments: { span: 100, say: 'done' } })
    const heard = async () => JSON.stringify(await answerOf(await ask('tools/call', { name: 'heard' })))
    while (!(await heard()).includes('done')) await heard()
    const begun = Date.now()
    await world.gateway.close()
    expect(JSON.stringify(await answerOf(await slow))).toContain('done')
    expect(Date.now() - begun).toBeLessThan(1800)
  })
})
