import { describe, expect, it } from 'vitest'
import { filterResponse } from './filter-response.ts'

const isListed = (tool: string): boolean => tool === 'open'
const list = { jsonrpc: '2.0', id: 1, result: { tools: [{ name: 'open' }, { name: 'hidden' }] } }
const shown = { jsonrpc: '2.0', id: 1, result: { tools: [{ name: 'open' }] } }

describe('a web answer', () => {
  it('in JSON is filtered, and says nothing of the bytes as they were', async () => {
    const headers = { etag: '"x"', 'content-length': '99', 'mcp-session-id': 's' }
    const answer = await filterResponse('POST', Response.json(list, { status: 201, headers }), isListed)
    expect([answer.status, answer.headers.get('etag'), answer.headers.get('content-length')]).toEqual([201, null, null])
    expect([answer.headers.get('mcp-session-id'), await answer.json()]).toEqual(['s', shown])
  })

  it('as a stream is filtered, letters cut in two and all', async () => {
    const text = `data: ${JSON.stringify({ ...list, note: 'äöü' })}\n\n`
    const parts = [...new TextEncoder().encode(text)].map((byte) => new Uint8Array([byte]))
    const stream = new Response(ReadableStream.from(parts), { headers: { 'content-type': 'text/event-stream' } })
    const answer = await filterResponse('GET', stream, isListed)
    expect(await answer.text()).toBe(`data: ${JSON.stringify({ ...shown, note: 'äöü' })}\n\n`)
  })

  it('that is compressed is refused, and shows nothing', async () => {
    const packed = new Response('packed', {
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
    })
    const answer = await filterResponse('POST', packed, isListed)
    expect([answer.status, answer.headers.get('content-encoding')]).toEqual([500, null])
    expect(await answer.text()).toContain('cannot be filtered')
  })

  it('of any other kind is the very same', async () => {
    const page = new Response('<h1>', { headers: { 'content-type': 'text/html', 'content-encoding': 'gzip' } })
    const accepted = new Response(null, { status: 202 })
    const download = Response.json(list)
    expect(await filterResponse('POST', page, isListed)).toBe(page)
    expect(await filterResponse('POST', accepted, isListed)).toBe(accepted)
    expect(await filterResponse('GET', download, isListed)).toBe(download)
  })
})
