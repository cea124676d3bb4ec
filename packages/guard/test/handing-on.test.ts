import { describe, expect, it } from 'vitest'
import { resource, smallWorld } from './local-issuer.ts'

const reading = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'read_note', arguments: {} } }

describe('the next handler of a web request', () => {
  it('hands on the request unread, and what it parsed', async () => {
    const { guard, token } = await smallWorld({ tools: { write_note: ['notes:write'] } })
    const body = JSON.stringify(reading)
    const request = new Request(resource, {
      method: 'POST',
      body,
      headers: { authorization: `Bearer ${await token()}` },
    })
    const seen = await guard.handle(request, async (admitted) =>
      Response.json([admitted.body, await admitted.request.text(), admitted.request === request]),
    )
    expect(await seen.json()).toEqual([reading, body, true])
  })

  it('a form without a token is the next handler’s business, and its body is still unread', async () => {
    const world = await smallWorld()
    const headers = {
      authorization: `Bearer ${await world.token()}`,
      'content-type': 'application/x-www-form-urlencoded',
    }
    const request = new Request(resource, { method: 'POST', headers, body: 'a=b' })
    const response = await world.guard.handle(request, async (admitted) => new Response(await admitted.request.text()))
    expect(await response.text()).toBe('a=b')
  })

  it('what the next handler throws comes through', async () => {
    const world = await smallWorld()
    const request = new Request(resource, { headers: { authorization: `Bearer ${await world.token()}` } })
    await expect(
      world.guard.handle(request, () => {
        throw new Error('theirs')
      }),
    ).rejects.toThrow('theirs')
  })
})
