/** What clients and operators see of a program that dies, floods, babbles, or never comes up: through the whole gateway. */
import { expect, it, describe } from 'vitest'
import { answerOf, openSession, openStdio, program, type StdioWorld } from './stdio-world.ts'
import { until } from './children-world.ts'

const frail = program('frail-server.ts')
type Session = Awaited<ReturnType<typeof openSession>>

const call = async ({ ask }: Session, name: string) => {
  const response = await ask('tools/call', { name, arguments: {} })
  return { status: response.status, headers: response.headers, message: await answerOf(response) }
}
const pidOf = async (session: Session): Promise<number> => {
  const { message } = await call(session, 'echo')
  return Number((message['result'] as { content: { text: string }[] }).content[0]?.text)
}
/** All calls that were begun have reached the program: they are answered in order, up to this one. */
const arrived = (session: Session): Promise<number> => pidOf(session)
const ended = ({ lines }: StdioWorld) => lines.filter(({ event }) => event === 'gateway.child-ended')

const died = {
  code: -31_532,
  message: expect.stringMatching(/^the server ended before it answered: try again \(trace trc_\d+\)$/) as unknown,
  data: { reason: 'upstream_died', traceId: expect.stringMatching(/^trc_/) as unknown },
}

describe('a program that dies', () => {
  it('ends the calls that it had, each by its own id, in words and with a trace id; the next one finds a new one', async () => {
    const world = await openStdio(frail)
    const [alice, bob] = [await openSession(world), await openSession(world, { subject: 'bob' })]
    const before = await pidOf(alice)
    const waiting = call(bob, 'silent')
    await arrived(bob)
    const dying = await call(alice, 'die')
    const answers = [dying.message, (await waiting).message]
    expect(answers.map(({ error }) => error)).toEqual([died, died])
    expect(new Set(answers.map(({ id }) => id)).size).toBe(2)
    expect(await pidOf(alice)).not.toBe(before)
    expect(await pidOf(bob)).toBe(await pidOf(alice))
  })

  it('tells the log why, and strangers nothing of it', async () => {
    const world = await openStdio(frail)
    const { message } = await call(await openSession(world), 'die')
    expect(ended(world)).toEqual([
      {
        level: 'warn',
        event: 'gateway.child-ended',
        facts: {
          server: 'tools',
          pid: expect.any(Number) as unknown,
          reason: 'it ended with exit code 7; it last said: the table users is locked',
        },
      },
    ])
    expect(JSON.stringify(message)).not.toMatch(/exit code|locked/)
  })

  it('is one person’s own trouble with perUser: nobody else’s call ends', async () => {
    const world = await openStdio(frail, { stdio: { perUser: true } })
    const [alice, bob] = [await openSession(world), await openSession(world, { subject: 'bob' })]
    const pids = [await pidOf(alice), await pidOf(bob)]
    expect(new Set(pids).size).toBe(2)
    let isOver = false
    const leave = new AbortController()
    const waiting = bob
      .ask('tools/call', { name: 'silent', arguments: {} }, leave.signal)
      .finally(() => (isOver = true))
    await arrived(bob)
    expect((await call(alice, 'die')).message).toMatchObject({ error: died })
    expect(await pidOf(alice)).not.toBe(pids[0])
    expect([await pidOf(bob), isOver]).toEqual([pids[1], false])
    leave.abort()
    await waiting.then(
      ({ body }) => body?.cancel().catch(() => undefined),
      () => undefined,
    )
  })

  it('again and again is given time: 503 with Retry-After', async () => {
    const world = await openStdio(frail)
    const alice = await openSession(world)
    await call(alice, 'die')
    await call(alice, 'die')
    const { status, headers, message } = await call(alice, 'echo')
    expect([status, headers.get('retry-after')]).toEqual([503, '1'])
    expect(message).toMatchObject({ error: { code: -31_513, data: { reason: 'upstream_not_ready' } } })
  })
})

describe('a program that', () => {
  it('never comes up is told to the client without its words, and to the log with them', async () => {
    const world = await openStdio(program('frail-server.ts', 'stillborn'))
    const response = await world.post(
      { jsonrpc: '2.0', id: 1, method: 'initialize', params: { protocolVersion: '2025-11-25' } },
      await world.headers(),
    )
    expect([502, 503]).toContain(response.status)
    const text = JSON.stringify(await answerOf(response))
    expect(text).toMatch(/trace trc_/)
    expect(text).not.toContain('API_KEY')
    expect(ended(world)[0]?.facts['reason']).toBe('it ended with exit code 2; it last said: API_KEY is not set')
    expect(world.gateway.servers()[0]?.health()).toMatchObject({ state: 'down' })
  })

  it('writes a line without an end is ended, and its calls with it', async () => {
    const world = await openStdio(frail, { stdio: { maxLineBytes: 1_000_000 } })
    expect((await call(await openSession(world), 'endless')).message).toMatchObject({ error: died })
    expect(ended(world)[0]?.facts['reason']).toBe('it wrote a line of more than 1000000 bytes')
  })

  it('babbles between its messages, or chatters to people without end, is understood all the same', async () => {
    const world = await openStdio(frail)
    const alice = await openSession(world)
    expect((await call(alice, 'babble')).message).toMatchObject({
      result: { content: [{ text: 'after some babble' }] },
    })
    expect((await call(alice, 'chatter')).message).toMatchObject({
      result: { content: [{ text: 'while it chatters' }] },
    })
    await until(() => world.lines.some(({ event }) => event === 'gateway.stderr'))
    expect(await pidOf(alice)).toBeGreaterThan(0)
    expect(world.lines.filter(({ event }) => event === 'gateway.stderr').length).toBeLessThan(100)
    expect(world.lines.find(({ event }) => event === 'gateway.stdout')?.facts['line']).toBe('<html>Welcome!</html>')
  })
})
