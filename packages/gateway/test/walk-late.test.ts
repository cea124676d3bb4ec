/** What changes while a request walks: its client leaves, a rule becomes stricter, a right ends while its stream is open. */
import { request } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import type { Upstream } from '../src/upstream.ts'
import { call, openWalkWorld, type Parts, type WalkWorld } from './walk-world.ts'

let world: WalkWorld | undefined
afterEach(async () => {
  await world?.close()
  world = undefined
})

const openDoor = () => {
  let open = (): void => undefined
  const isOpen = new Promise<void>((resolve) => (open = resolve))
  return { isOpen, open: () => open() }
}

describe('a client that leaves while the guard thinks', () => {
  it('begins nothing at the upstream, and its place is free again', async () => {
    const [thinking, thought] = [openDoor(), openDoor()]
    const slowly: Parts['rules'] = (real) => ({
      ...real,
      async prepare() {
        thinking.open()
        await thought.isOpen
      },
    })
    world = await openWalkWorld({ rules: slowly, limits: { concurrent: 1, concurrentPerPerson: 1 } })
    const leaving = new AbortController()
    const asked = world.ask(call('read'), { signal: leaving.signal }).catch(() => 'left')
    await thinking.isOpen
    leaving.abort()
    await asked
    await world.quiet()
    thought.open()
    expect((await world.ask(call('read', 2))).status).toBe(200)
    expect(world.heard.map(({ body }) => body)).toMatchObject([{ id: 2 }])
    expect(world.told.map(({ outcome }) => outcome)).toEqual(['cancelled', 'result'])
  })
})

describe('a rule that becomes stricter', () => {
  it('INV7: between the guard and the upstream refuses the call', async () => {
    world = await openWalkWorld({ rules: (real) => ({ ...real, needed: () => [] }) })
    const response = await world.ask(call('read'), { who: { scopes: ['notes:read'] } })
    expect([response.status, world.heard]).toEqual([403, []])
  })
})

const waiting: Upstream['serve'] = ({ outgoing, leaving }) =>
  new Promise((resolve) => {
    outgoing.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders()
    leaving.addEventListener('abort', () => {
      outgoing.end('retry: 1000\n\n')
      resolve({ outcome: 'result', status: 200 })
    })
  })

describe('an open stream', () => {
  it.each([
    ['GET', undefined],
    ['POST', { jsonrpc: '2.0', id: 1, method: 'subscriptions/listen' }],
  ])('INV6: ends soon after the right to it (%s), and only then', async (method, message) => {
    let mayRead = true
    let looks = 0
    const changing: Parts['rules'] = (real) => ({
      ...real,
      isGranted(needed, scopes) {
        looks += 1
        return mayRead && real.isGranted(needed, scopes)
      },
    })
    world = await openWalkWorld({ rules: changing, serve: waiting, walk: { askAgain: 5 } })
    const response = await world.ask(message ?? '', { method })
    expect(response.status).toBe(200)
    const whole = response.text()
    await expect.poll(() => looks, { interval: 5 }).toBeGreaterThan(3)
    expect(world.told).toEqual([])
    mayRead = false
    expect(await whole).toBe('retry: 1000\n\n')
  })
})

describe('a message', () => {
  it.each([
    ['alone', (message: object) => message],
    ['in a batch', (message: object) => [call('read', 2), message]],
  ])(
    'that is half a request and half a notification reaches nobody, %s: it could end the call of another',
    async (_, said) => {
      world = await openWalkWorld()
      const cancel = { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 17 } }
      expect((await world.ask(said({ ...cancel, id: 1 }))).status).toBe(400)
      expect((await world.ask(said({ ...cancel, id: null }))).status).toBe(400)
      expect(world.heard).toEqual([])
      expect((await world.ask(said(cancel))).status).toBe(200)
    },
  )

  it.each(['GET', 'DELETE'])(
    'comes by POST: one that comes by %s reaches nobody, and is no free call',
    async (method) => {
      world = await openWalkWorld()
      const { url } = world
      const text = JSON.stringify(call('read'))
      const authorization = await world.bearer()
      const status = await new Promise((resolve, reject) => {
        const headers = { authorization, 'content-type': 'application/json', 'content-length': text.length }
        const asked = request(url, { method, headers, agent: false }, (incoming) => {
          incoming.resume().once('end', () => resolve(incoming.statusCode))
        })
        asked.on('error', reject).end(text)
      })
      expect([status, world.heard]).toEqual([400, []])
    },
  )
})
