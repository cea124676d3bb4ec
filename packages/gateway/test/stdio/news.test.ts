/** News of a program: to those who asked for it, and to nobody else. */
import { describe, expect, it } from 'vitest'
import { answerOf, askStateless, eventsOf, openSession, openStdio, program, type StdioWorld } from './stdio-world.ts'

const odd = program('odd-server.ts')
const modern = program('modern-server.ts')

const listenBy = async (world: StdioWorld, headers: Record<string, string>) =>
  eventsOf(await fetch(world.url, { headers: { ...headers, accept: 'text/event-stream' } }))

const listen = async (world: StdioWorld, notifications: object) =>
  eventsOf(await askStateless(world, 'subscriptions/listen', { params: { notifications } }))

const nextOf = async (events: AsyncGenerator<Record<string, unknown>>): Promise<unknown> => (await events.next()).value
const countOf = async ({ ask }: Awaited<ReturnType<typeof openSession>>, method: string): Promise<number> =>
  JSON.stringify(await answerOf(await ask('tools/call', { name: 'heard' }))).split(`\\"${method}\\"`).length - 1

describe('a resource of a shared program', () => {
  it('is subscribed to once for all, and left when the last one leaves', async () => {
    const world = await openStdio(odd)
    const alice = await openSession(world, { subject: 'alice' })
    const bob = await openSession(world, { subject: 'bob' })
    for (const { ask } of [alice, bob])
      expect(await answerOf(await ask('resources/subscribe', { uri: 'odd://a' }))).toMatchObject({ result: {} })
    expect(await countOf(alice, 'resources/subscribe')).toBe(1)
    await alice.ask('resources/unsubscribe', { uri: 'odd://a' })
    expect(await countOf(alice, 'resources/unsubscribe')).toBe(0)
    const news = await listenBy(world, bob.headers)
    await alice.ask('tools/call', { name: 'touch', arguments: { uri: 'odd://a' } })
    expect(await nextOf(news)).toEqual({
      jsonrpc: '2.0',
      method: 'notifications/resources/updated',
      params: { uri: 'odd://a' },
    })
    await fetch(world.url, { method: 'DELETE', headers: bob.headers })
    expect(await countOf(alice, 'resources/unsubscribe')).toBe(1)
  })

  it('is heard of by those alone who subscribed', async () => {
    const world = await openStdio(odd)
    const alice = await openSession(world, { subject: 'alice' })
    const bob = await openSession(world, { subject: 'bob' })
    await alice.ask('resources/subscribe', { uri: 'odd://a' })
    const news = await listenBy(world, bob.headers)
    await alice.ask('tools/call', { name: 'touch', arguments: { uri: 'odd://a' } })
    await alice.ask('tools/call', { name: 'change' })
    expect(await nextOf(news)).toMatchObject({ method: 'notifications/tools/list_changed' })
  })

  it('is refused in the program’s own words', async () => {
    const { ask } = await openSession(await openStdio(odd))
    expect(await answerOf(await ask('resources/subscribe', { uri: 'odd://no' }))).toMatchObject({
      error: { code: -32602, message: 'no' },
    })
    expect(await answerOf(await ask('resources/subscribe', {}))).toMatchObject({ error: { code: -32602 } })
  })

  it('is left again when one of the others cannot be had: nobody would hear of it', async () => {
    const world = await openStdio(odd)
    const params = { notifications: { resourceSubscriptions: ['odd://a', 'odd://bad'] } }
    expect((await askStateless(world, 'subscriptions/listen', { params })).status).toBe(502)
    expect(await countOf(await openSession(world), 'resources/unsubscribe')).toBe(2)
  })

  it('is subscribed to again at the program that comes after', async () => {
    const world = await openStdio(odd)
    const session = await openSession(world)
    await session.ask('resources/subscribe', { uri: 'odd://a' })
    await session.ask('tools/call', { name: 'die' })
    while ((await session.ask('tools/call', { name: 'mirror' })).status !== 200)
      await new Promise((go) => setTimeout(go, 50))
    expect(await countOf(session, 'resources/subscribe')).toBe(1)
  })
})

describe.each([
  ['an older revision', odd],
  ['2026-07-28', modern],
])('who listens without a session, to a program of %s', (_, command) => {
  it('is told first what it will hear, and hears that and nothing else', async () => {
    const world = await openStdio(command)
    const news = await listen(world, {
      toolsListChanged: true,
      promptsListChanged: true,
      resourceSubscriptions: ['odd://a'],
    })
    const acknowledged = (await nextOf(news)) as { params: { _meta: Record<string, unknown> } }
    const id = acknowledged.params._meta['io.modelcontextprotocol/subscriptionId']
    const _meta = { 'io.modelcontextprotocol/subscriptionId': id }
    expect(acknowledged).toEqual({
      jsonrpc: '2.0',
      method: 'notifications/subscriptions/acknowledged',
      params: { _meta, notifications: { toolsListChanged: true, resourceSubscriptions: ['odd://a'] } },
    })
    for (const [name, uri] of [
      ['touch', 'odd://b'],
      ['touch', 'odd://a'],
      ['change', ''],
    ] as const) {
      await askStateless(world, 'tools/call', { params: { name, arguments: { uri } } })
    }
    expect(await nextOf(news)).toEqual({
      jsonrpc: '2.0',
      method: 'notifications/resources/updated',
      params: { _meta, uri: 'odd://a' },
    })
    expect(await nextOf(news)).toMatchObject({ method: 'notifications/tools/list_changed', params: { _meta } })
    world.leave()
    expect(await nextOf(news)).toEqual({ jsonrpc: '2.0', id, result: { resultType: 'complete', _meta } })
    expect(await nextOf(news)).toBeUndefined()
  })

  it('hears nothing that it did not ask for', async () => {
    const world = await openStdio(command)
    const news = await listen(world, {})
    expect(await nextOf(news)).toMatchObject({ params: { notifications: {} } })
    await askStateless(world, 'tools/call', { params: { name: 'change' } })
    world.leave()
    expect(await nextOf(news)).toHaveProperty('result')
  })
})

describe('the log of a shared program', () => {
  it('comes on the stream of the call that it is about, as far as its session wants to hear', async () => {
    const world = await openStdio(odd)
    const curious = await openSession(world)
    const calm = await openSession(world, { client: 'client-2' })
    const log = async ({ ask }: typeof calm, level: string) =>
      (await (await ask('tools/call', { name: 'log', arguments: { level } })).text()).includes('notifications/message')
    expect([await log(calm, 'debug'), await log(calm, 'info')]).toEqual([false, true])
    expect(await answerOf(await curious.ask('logging/setLevel', { level: 'debug' }))).toMatchObject({ result: {} })
    expect([await log(curious, 'debug'), await log(calm, 'debug')]).toEqual([true, false])
    await calm.ask('logging/setLevel', { level: 'emergency' })
    expect([await log(curious, 'debug'), await log(calm, 'error')]).toEqual([true, false])
    // The program was told once, by the more curious one: the other must not silence it.
    expect(await countOf(curious, 'logging/setLevel')).toBe(1)
  })

  it('has levels that are known', async () => {
    const { ask } = await openSession(await openStdio(odd))
    expect(await answerOf(await ask('logging/setLevel', { level: 'loud' }))).toMatchObject({ error: { code: -32602 } })
  })
})

describe('news of a program of one’s own', () => {
  it('reaches its person also when nobody had listened for a while, and others came', async () => {
    const world = await openStdio(odd, { stdio: { perUser: true } })
    const { headers } = await openSession(world, { subject: 'alice' })
    await fetch(world.url, { method: 'DELETE', headers })
    await openSession(world, { subject: 'bob' })
    const alice = await openSession(world, { subject: 'alice' })
    const news = await listenBy(world, alice.headers)
    await alice.ask('tools/call', { name: 'change' })
    const heard = await Promise.race([nextOf(news), new Promise((go) => setTimeout(go, 2000, 'nothing'))])
    expect(heard).toMatchObject({ method: 'notifications/tools/list_changed' })
  })
})

describe('the gateway itself', () => {
  it('knows all tools of a program, however many pages they fill', async () => {
    const world = await openStdio(odd)
    const names = world.gateway
      .servers()[0]
      ?.tools()
      .map(({ name }) => name)
    expect(names).toEqual(expect.arrayContaining(['mirror', 'asks-for-a-page']))
  })
})
