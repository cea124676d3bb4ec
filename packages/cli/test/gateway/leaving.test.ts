/** A whole server with the gateway in it is told to stop while people are calling: nobody is hung up on, and nobody is kept. */
import type { ServerResponse } from 'node:http'
import { afterEach, expect, it } from 'vitest'
import { openHouseWithGateway, type HouseWithGateway } from './open-house.ts'

let world: HouseWithGateway | undefined
afterEach(async () => {
  await world?.close()
  world = undefined
})

/** An upstream that answers calls when it is told to, and GET with a stream that never ends by itself. */
const openPatient = async () => {
  const held: (() => void)[] = []
  const stream = (outgoing: ServerResponse): void => {
    outgoing.writeHead(200, { 'content-type': 'text/event-stream' })
    outgoing.write(
      'id: 1\ndata: {"jsonrpc":"2.0","method":"notifications/message","params":{"level":"info","data":"hello"}}\n\n',
    )
  }
  const opened = await openHouseWithGateway((incoming, outgoing) => {
    if (incoming.method === 'GET') return stream(outgoing)
    held.push(() => {
      outgoing.writeHead(200, { 'content-type': 'application/json' })
      outgoing.end('{"jsonrpc":"2.0","id":1,"result":{"content":[]}}')
    })
  })
  world = opened
  const headers = async () => ({
    authorization: `Bearer ${await opened.token()}`,
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    'mcp-protocol-version': '2025-11-25',
  })
  const message = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'read', arguments: {} } }
  return {
    opened,
    held,
    call: async () =>
      await fetch(opened.url, { method: 'POST', headers: await headers(), body: JSON.stringify(message) }),
    listen: async () => await fetch(opened.url, { headers: await headers() }),
  }
}

const until = async (isSo: () => boolean): Promise<void> => {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5))
}

it('X20: streams end at once with a hint when to come back, calls under way are answered, and then nothing is left', async () => {
  const { opened, held, call, listen } = await openPatient()
  const stream = await listen()
  const answer = call()
  await until(() => held.length > 0)
  const heard = stream.text()
  const closed = opened.house.close(5000)
  const text = await heard
  expect(text).toContain('hello')
  expect(text).toMatch(/^retry: ?\d+$/m)
  held.forEach((answerNow) => answerNow())
  const { status, headers } = await answer
  expect([status, headers.get('connection')]).toEqual([200, 'close'])
  await closed
  await expect(fetch(opened.url)).rejects.toThrow('fetch failed')
})

it('X20: a call that takes longer than the grace is cut, and told as cancelled', async () => {
  const { opened, held, call } = await openPatient()
  const answer = call().then(
    ({ status }) => status,
    () => 'cut',
  )
  await until(() => held.length > 0)
  const begun = performance.now()
  await opened.house.close(50)
  expect(performance.now() - begun).toBeLessThan(3000)
  expect(await answer).toBe('cut')
  expect(opened.lines()).toContain('"outcome":"cancelled"')
})
