import { describe, expect, it } from 'vitest'
import { createEventFilter } from './tool-list-events.ts'
import { filterMessage } from './tool-lists.ts'

const isListed = (tool: string): boolean => tool === 'open'
const answer = (...names: readonly unknown[]) => ({
  jsonrpc: '2.0',
  id: 1,
  result: { tools: names.map((name) => ({ name })), nextCursor: 'x' },
})
const filtered = (message: unknown): unknown => JSON.parse(filterMessage(JSON.stringify(message), isListed) ?? 'null')

describe('a message', () => {
  it('keeps everything but the hidden tools', () => {
    expect(filtered(answer('open', 'hidden'))).toEqual(answer('open'))
    expect(filtered(answer('open', 7, undefined))).toEqual(answer('open'))
    expect(filtered({ id: 1, result: { tools: ['hidden', null] } })).toEqual({ id: 1, result: { tools: [] } })
  })

  it('may be one of a batch', () => {
    const other = { jsonrpc: '2.0', id: 2, result: { content: [] } }
    expect(filtered([other, answer('hidden')])).toEqual([other, answer()])
  })

  it('is kept by no cache for others', () => {
    const cached = (cacheScope: string) => ({ id: 1, result: { tools: [], ttlMs: 1000, cacheScope } })
    expect(filtered(cached('public'))).toEqual(cached('private'))
  })

  it('without a list, or no JSON at all, is left alone', () => {
    for (const text of ['', 'x', 'null', '7', '[]', '{"result":{"tools":{}}}', '{"tools":[{"name":"hidden"}]}'])
      expect(filterMessage(text, isListed)).toBeUndefined()
  })
})

describe('a stream of events', () => {
  const hidden = JSON.stringify(answer('hidden', 'open'))
  const shown = JSON.stringify(answer('open'))
  const spread = JSON.stringify(answer('hidden', 'open'), null, 1)
  const inLines = (end: string) => spread.split('\n').map((one) => `data: ${one}${end}`)
  const streams: readonly (readonly [string, string])[] = [
    [`event: message\nid: 3\ndata: ${hidden}\n\n`, `event: message\nid: 3\ndata: ${shown}\n\n`],
    [`data:${hidden}\r\n\r\n`, `data: ${shown}\n\n`],
    [`id: 3\rdata: ${hidden}\r\rdata: x\n\n`, `id: 3\rdata: ${shown}\n\ndata: x\n\n`],
    [`${inLines('\n').join('')}\n`, `data: ${shown}\n\n`],
    [`${inLines('\r\n').join('')}\r\n`, `data: ${shown}\n\n`],
    [
      `: alive\n\nevent: endpoint\ndata: /mcp?sessionId=1\n\n`,
      `: alive\n\nevent: endpoint\ndata: /mcp?sessionId=1\n\n`,
    ],
    [`data: ${hidden}`, `data: ${shown}\n\n`],
    [`data\ndata: ${hidden}\nretry: 5\n\n`, `retry: 5\ndata: ${shown}\n\n`],
  ]

  it.each(streams)('is rewritten event by event, however it is cut: %j', (sent, expected) => {
    for (const size of [1, 2, 7, 100_000]) {
      const filter = createEventFilter(isListed)
      let seen = ''
      for (let at = 0; at < sent.length; at += size) seen += filter.push(sent.slice(at, at + size))
      expect(seen + filter.end()).toBe(expected)
    }
  })

  it('lets a whole event out at once, and a comment without waiting for the next', () => {
    const filter = createEventFilter(isListed)
    expect(filter.push(': alive\n')).toBe(': alive\n')
    expect(filter.push('data: x\n')).toBe('')
    expect(filter.push('\n')).toBe('data: x\n\n')
  })
})
