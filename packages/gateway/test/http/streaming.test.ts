/** What passes between a client and its upstream passes as it comes: no buffering, no pile-up, and both ends learn when the other is gone. */
import type { ServerResponse } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { callOf, type HttpWorld, openHttpWorld } from './http-world.ts'
import { idOf, type Reply } from './spy-upstream.ts'

let world: HttpWorld | undefined
afterEach(() => world?.close())

const stream = (outgoing: ServerResponse): ServerResponse =>
  outgoing.writeHead(200, { 'content-type': 'text/event-stream' })

describe('an upstream over HTTP', () => {
  it('gets the message and gives its answer as it is', async () => {
    world = await openHttpWorld()
    const response = await world.ask()
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({
      jsonrpc: '2.0',
      id: 7,
      result: { content: [{ type: 'text', text: 'seen' }] },
    })
    expect(JSON.parse(world.spy.seen[0]?.text ?? '')).toEqual(callOf('look'))
  })

  it('has its first event with the client before it sends the second', async () => {
    let sendSecond = (): void => undefined
    const reply: Reply = (seen, outgoing) => {
      stream(outgoing).write('data: {"jsonrpc":"2.0","method":"notifications/progress","params":{"progress":1}}\n\n')
      sendSecond = () =>
        void outgoing.end(`data: ${JSON.stringify({ jsonrpc: '2.0', id: idOf(seen), result: { content: [] } })}\n\n`)
    }
    world = await openHttpWorld(reply)
    const response = await world.ask()
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    expect((await reader?.read())?.value).toContain('"progress":1')
    sendSecond()
    expect((await reader?.read())?.value).toContain('"result"')
    expect((await reader?.read())?.done).toBe(true)
  })
})
