/** What goes back on one POST: JSON while nothing but the answer comes, a stream otherwise. */
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as after } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { createHeartbeat } from '../../src/stdio/wires/heartbeat.ts'
import { createReply, type Reply } from '../../src/stdio/wires/reply.ts'
import { later } from './stdio-world.ts'

interface Ways {
  readonly expected?: number
  readonly isBatch?: boolean
  readonly accept?: string
}

const ask = async (work: (reply: Reply, outgoing: ServerResponse) => unknown, { accept, ...ways }: Ways = {}) => {
  const heartbeat = createHeartbeat(20)
  const server = createServer((incoming, outgoing) => {
    void work(createReply({ incoming, outgoing, heartbeat, expected: 1, ...ways }), outgoing)
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  later(async () => void server.close())
  const { port } = server.address() as AddressInfo
  const response = await fetch(`http://127.0.0.1:${port}`, { headers: accept === undefined ? {} : { accept } })
  return { type: response.headers.get('content-type'), status: response.status, text: await response.text() }
}

const answer = { jsonrpc: '2.0', id: 1, result: {} }
const note = { jsonrpc: '2.0', method: 'notifications/progress' }
const event = (message: object): string => `event: message\ndata: ${JSON.stringify(message)}\n\n`

it('is JSON, with the status that was chosen, when the answer comes first', async () => {
  const reply = await ask((to) => to.answer(answer, 404))
  expect(reply).toEqual({ type: 'application/json', status: 404, text: JSON.stringify(answer) })
})

it('is a stream from the first note on', async () => {
  const reply = await ask((to) => {
    to.push(note)
    to.answer(answer, 404)
  })
  expect(reply).toEqual({ type: 'text/event-stream', status: 200, text: event(note) + event(answer) })
})

it('becomes a stream that says nothing, for whoever has waited a while', async () => {
  const { type, text } = await ask(async (to) => {
    await after(70)
    to.answer(answer)
  })
  expect(type).toBe('text/event-stream')
  expect(text).toMatch(/^(:\n\n)+event: message\n/)
})

it('does not become one at the first beat: that may come right after the beginning', async () => {
  const { type } = await ask(async (to) => {
    await after(25)
    to.answer(answer)
  })
  expect(type).toBe('application/json')
})

it('stays JSON, without notes, for a client that takes no stream', async () => {
  const { type, text } = await ask(
    async (to) => {
      expect(to.push(note)).toBe(false)
      await after(50)
      to.answer(answer)
    },
    { accept: 'application/json' },
  )
  expect([type, text]).toEqual(['application/json', JSON.stringify(answer)])
})

it('holds all answers of a batch, in one list or on one stream', async () => {
  const batch = { expected: 2, isBatch: true }
  const other = { ...answer, id: 2 }
  const list = await ask((to) => [answer, other].map((one) => to.answer(one)), batch)
  expect(JSON.parse(list.text)).toEqual([answer, other])
  const one = await ask((to) => [answer].map((only) => to.answer(only)), { expected: 1, isBatch: true })
  expect(JSON.parse(one.text)).toEqual([answer])
  const stream = await ask((to) => {
    to.answer(answer)
    to.push(note)
    to.answer(other)
  }, batch)
  expect(stream.text).toBe(event(answer) + event(note) + event(other))
})

it('is empty when no answer is wanted any more', async () => {
  expect(await ask((to) => to.leaveOut())).toMatchObject({ type: 'text/event-stream', text: '' })
  expect(await ask((to) => to.leaveOut(), { accept: 'application/json' })).toMatchObject({ status: 202, text: '' })
})

it('says nothing after its end', async () => {
  const { text } = await ask((to) => {
    to.answer(answer)
    expect(to.push(note)).toBe(false)
  })
  expect(text).toBe(JSON.stringify(answer))
})
