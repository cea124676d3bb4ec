import type { RequestListener, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { filterNodeResponse } from '../src/filter-node-response.ts'
import type { Opened } from './suite/adapter.ts'
import { openOnSockets } from './suite/on-sockets.ts'

const list = '{"jsonrpc":"2.0","id":1,"result":{"tools":[{"name":"open"},{"name":"hidden","description":"äöü"}]}}'
const shown = '{"jsonrpc":"2.0","id":1,"result":{"tools":[{"name":"open"}]}}'
const json = { 'content-type': 'application/json' }

let opened: Opened
afterEach(() => opened.close())

const answer = async (respond: (response: ServerResponse) => unknown, method = 'POST') => {
  const listener: RequestListener = (request, response) => {
    filterNodeResponse(request.method ?? '', response, (tool) => tool === 'open')
    respond(response)
  }
  opened = await openOnSockets(listener, { handled: [], close: () => undefined })
  const response = await opened.call({ method })
  return { status: response.status, headers: response.headers, text: await response.text() }
}

describe('a JSON answer of node:http', () => {
  const bytes = Buffer.from(list)
  const ways: Readonly<Record<string, (response: ServerResponse) => unknown>> = {
    'with a head and an end': (response) => response.writeHead(200, json).end(list),
    'with a reason': (response) => response.writeHead(200, 'Fine', json).end(list),
    'with a flat head': (response) => response.writeHead(200, Object.entries(json).flat()).end(list),
    'with its length': (response) => response.writeHead(200, { ...json, 'content-length': bytes.length }).end(bytes),
    'without a word about its type': (response) => response.end(list),
    'with fields set one by one': (response) => response.setHeader('Content-Type', 'application/json').end(list),
    'in pieces, cut through a letter': (response) => {
      response.writeHead(200, json)
      for (const at of Array.from(bytes.keys())) response.write(bytes.subarray(at, at + 1))
      response.end()
    },
    'with callbacks': (response) => {
      response.writeHead(200, json)
      response.write(list.slice(0, 9), () => response.write(list.slice(9), 'utf8', () => response.end(() => undefined)))
    },
    'in another encoding': (response) => response.writeHead(200, json).end(bytes.toString('hex'), 'hex'),
    'through a pipe': (response) => Readable.from([bytes]).pipe(response.writeHead(200, json)),
    'with its head sent ahead': (response) => {
      response.writeHead(200, json).flushHeaders()
      setImmediate(() => response.end(list))
    },
  }
  it.each(Object.entries(ways))('is filtered %s, and its length is right', async (_, respond) => {
    const { status, headers, text } = await answer(respond)
    expect([status, text, headers.get('content-length')]).toEqual([200, shown, `${shown.length}`])
  })

  it('keeps every other field, twice where it came twice, and no tag of the bytes as they were', async () => {
    const { headers } = await answer((response) => {
      response.setHeader('etag', '"x"')
      response
        .writeHead(201, ['Content-Type', 'application/json', 'X-A', '1', 'x-a', '2', 'Mcp-Session-Id', 's'])
        .end(list)
    })
    expect([headers.get('x-a'), headers.get('mcp-session-id'), headers.get('etag')]).toEqual(['1, 2', 's', null])
  })

  it('that is compressed is refused in clear words, and shows nothing', async () => {
    const head = { ...json, 'content-encoding': 'gzip' }
    const { status, headers, text } = await answer((response) => response.writeHead(200, head).end(gzipSync(list)))
    expect([status, headers.get('content-encoding')]).toEqual([500, null])
    expect(text).toContain('compress')
    expect(text).not.toContain('open"')
  })
})

describe('any other answer of node:http', () => {
  it('passes as it is', async () => {
    const page = { 'content-type': 'text/html', 'content-length': '5', etag: '"x"' }
    const { headers, text } = await answer((response) => response.writeHead(200, page).end('<h1/>'))
    expect([text, headers.get('content-length'), headers.get('etag')]).toEqual(['<h1/>', '5', '"x"'])
  })

  it('passes without a body', async () => {
    const { status, text } = await answer((response) => response.writeHead(202).end())
    expect([status, text]).toEqual([202, ''])
  })

  it('to GET passes as it is, unless it is a stream', async () => {
    const asked = await answer((response) => response.writeHead(200, json).end(list), 'GET')
    expect(asked.text).toBe(list)
    await opened.close()
    const head = { 'content-type': 'text/event-stream' }
    const streamed = await answer((response) => response.writeHead(200, head).end(`data: ${list}\n\n`), 'GET')
    expect(streamed.text).toBe(`data: ${shown}\n\n`)
  })
})

describe('a stream of node:http', () => {
  it('lets each event go as soon as it is whole', async () => {
    let go: (() => void) | undefined
    opened = await openOnSockets(
      (request, response) => {
        filterNodeResponse(request.method ?? '', response, (tool) => tool === 'open')
        response.writeHead(200, { 'content-type': 'text/event-stream' })
        response.flushHeaders()
        response.write('data: first\n\n')
        go = () => response.end(`data: ${list}\n\n`)
      },
      { handled: [], close: () => undefined },
    )
    const { body } = await opened.call({})
    const reader = body?.pipeThrough(new TextDecoderStream()).getReader()
    expect((await reader?.read())?.value).toBe('data: first\n\n')
    go?.()
    expect((await reader?.read())?.value).toBe(`data: ${shown}\n\n`)
    expect((await reader?.read())?.done).toBe(true)
  })
})
