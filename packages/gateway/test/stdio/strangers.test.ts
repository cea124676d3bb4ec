/** Two people at one program: neither sees, hears or disturbs what is the other's. */
import { describe, expect, it } from 'vitest'
import { answerOf, askStateless, eventsOf, openSession, openStdio, program, shareStdio } from './stdio-world.ts'

const odd = program('odd-server.ts')
const shared = shareStdio(odd)

type Called = { readonly result: { readonly content: readonly { readonly text: string }[] } }
const saidIn = (answer: unknown): unknown => JSON.parse((answer as Called).result.content[0]?.text ?? '')

describe('two people at one program', () => {
  it('never see each other’s answers: 1,000 calls at once, with the same ids', async () => {
    const world = shared()
    const people = ['alice', 'bob']
    const sessions = await Promise.all(people.map((subject) => openSession(world, { subject })))
    const mine = async (index: number): Promise<readonly [unknown, unknown]> => {
      const person = index % 2
      const secret = `${people[person]} ${index}`
      const id = index - person
      const span = (index * 7) % 13
      const params = { name: 'slow', arguments: { span, secret } }
      const response = await world.post(
        { jsonrpc: '2.0', id, method: 'tools/call', params },
        sessions[person]?.headers ?? {},
      )
      return [
        await response.json(),
        { jsonrpc: '2.0', id, result: { content: [{ type: 'text', text: JSON.stringify({ secret }) }] } },
      ]
    }
    // In waves of what one person may have under way at once.
    for (let wave = 0; wave < 1000; wave += 100) {
      const pairs = await Promise.all(Array.from({ length: 100 }, (_, index) => mine(wave + index)))
      for (const [got, wanted] of pairs) expect(got).toEqual(wanted)
    }
  })

  it('never hear of each other’s progress, though both call it by the same token', async () => {
    const world = shared()
    const listen = async (subject: string): Promise<readonly unknown[]> => {
      const { ask } = await openSession(world, { subject })
      const events: Record<string, unknown>[] = []
      const params = { name: 'steps', arguments: { count: 20, said: subject }, _meta: { progressToken: 'mine' } }
      for await (const event of eventsOf(await ask('tools/call', params))) events.push(event)
      return events.filter((event) => 'method' in event).map(({ params: heard }) => heard)
    }
    const people = ['alice', 'bob']
    const heard = await Promise.all(people.map(listen))
    for (const [person, subject] of people.entries()) {
      expect(heard[person]).toEqual(
        Array.from({ length: 20 }, (_, index) => ({
          progressToken: 'mine',
          progress: index + 1,
          message: `${subject}${index + 1}`,
        })),
      )
    }
  })

  it('cannot cancel each other’s calls by their ids', async () => {
    const world = shared()
    const alice = await openSession(world, { subject: 'alice' })
    const mallory = await openSession(world, { subject: 'mallory' })
    const params = { name: 'slow', arguments: { span: 60, say: 'still here' } }
    const call = world.post({ jsonrpc: '2.0', id: 5, method: 'tools/call', params }, alice.headers)
    for (const requestId of [5, 1, 2, 3])
      await mallory.tell({ method: 'notifications/cancelled', params: { requestId } })
    expect(saidIn(await (await call).json())).toEqual({ say: 'still here' })
  })

  it('do not read each other’s log, and nobody reads what belongs to no call', async () => {
    const world = shared()
    const alice = await openSession(world, { subject: 'alice' })
    const bob = await openSession(world, { subject: 'bob' })
    const stream = await fetch(world.url, { headers: { ...bob.headers, accept: 'text/event-stream' } })
    const slow = bob.ask('tools/call', { name: 'slow', arguments: { span: 80 } })
    expect((await alice.ask('tools/call', { name: 'log' })).headers.get('content-type')).toContain('application/json')
    expect((await slow).headers.get('content-type')).toContain('application/json')
    await alice.ask('tools/call', { name: 'log-later' })
    await new Promise((resolve) => setTimeout(resolve, 60))
    await alice.ask('tools/call', { name: 'change' })
    for await (const news of eventsOf(stream)) {
      expect(news['method']).toBe('notifications/tools/list_changed')
      break
    }
  })

  it('are no others to the program than they are: whatever a client says of itself under our name is left out', async () => {
    const identity = { audience: 'tools' }
    const world = await openStdio(odd, { identity })
    const forged = {
      'gatehouse/identity': 'forged',
      'Gatehouse/Identity': 'forged',
      'gatehouse/other': 1,
      traceparent: 'forged',
      theirs: 'stays',
    }
    const { ask } = await openSession(world)
    const answers = [
      await answerOf(await ask('tools/call', { name: 'mirror', _meta: forged })),
      await answerOf(await askStateless(world, 'tools/call', { params: { name: 'mirror' }, meta: forged })),
    ]
    for (const answer of answers) {
      const { _meta: meta } = saidIn(answer) as { _meta: Record<string, string> }
      expect(Object.keys(meta).toSorted()).toEqual(['gatehouse/identity', 'theirs', 'traceparent'])
      expect(meta['traceparent']).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/)
      const claims = JSON.parse(
        Buffer.from(meta['gatehouse/identity']?.split('.')[1] ?? '', 'base64url').toString(),
      ) as object
      expect(claims).toMatchObject({ sub: 'alice', aud: 'tools' })
    }
  })

  it('have a program each with perUser', async () => {
    const world = await openStdio(odd, { stdio: { perUser: true } })
    const alice = await openSession(world, { subject: 'alice' })
    const again = await openSession(world, { subject: 'alice', client: 'client-2' })
    const bob = await openSession(world, { subject: 'bob' })
    await alice.ask('tools/call', { name: 'mirror', arguments: { secret: 'of alice' } })
    const heardBy = async ({ ask }: typeof alice) =>
      JSON.stringify(await answerOf(await ask('tools/call', { name: 'heard' })))
    expect(await heardBy(again)).toContain('of alice')
    expect(await heardBy(bob)).not.toContain('of alice')
  })
})
