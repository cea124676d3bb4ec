/** However a stream of events is cut into pieces, what comes out is the same; and what nobody wants to change passes as it is. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createEventStream, EventTooLong } from '../../src/http/event-stream.ts'

const readAll = (pieces: readonly Buffer[], seen: string[] = []): string => {
  const stream = createEventStream({
    mostBytes: 10_000,
    onId: (id) => `${id}!`,
    onMessage(text) {
      seen.push(text)
      return text.includes('swap') ? '{"swapped":true}' : undefined
    },
  })
  return Buffer.concat(pieces.map((piece) => stream.push(piece))).toString()
}

const cut = (bytes: Buffer, places: readonly number[]): readonly Buffer[] => {
  const sorted = [0, ...places.map((place) => place % (bytes.length + 1)).toSorted((a, b) => a - b), bytes.length]
  return sorted.slice(1).map((end, index) => bytes.subarray(sorted[index], end))
}

const line = fc.constantFrom(
  'data: {"result":1}',
  'data:{"method":"é"}',
  'data: {"error":"swap"}',
  'data',
  'id: 7',
  'id:7',
  'id:  two spaces',
  'id: ',
  'id: é',
  'id:',
  'id',
  'event: message',
  'retry: 5',
  ': ping',
  ':',
  'idle: 1',
  'data: "\\u0069"',
  '',
)
const end = fc.constantFrom('\n', '\r\n', '\r', '\n\n', '\r\n\r\n')
const text = fc.array(fc.tuple(line, end), { maxLength: 12 }).map((lines) => lines.flat().join(''))

/** What a reader of the stream makes of it. HTML "Server-sent events" §9.2.6 */
const understand = (stream: string): readonly (readonly string[])[] =>
  stream
    .replace(/\r\n?/g, '\n')
    .split('\n\n')
    .slice(0, -1)
    .map((event) =>
      event
        .split('\n')
        .filter((one) => one !== '' && !one.startsWith(':'))
        .map((one) => one.replace(/^(\w+)(?:: ?)?/, '$1=')),
    )
    .filter((event) => event.length > 0)

const changed = (events: readonly (readonly string[])[]): readonly (readonly string[])[] =>
  events.map((event) => {
    const data = event.filter((one) => one.startsWith('data=')).map((one) => one.slice(5))
    const isSwapped = data.join('\n').includes('swap')
    const marked = event.map((one) => (/^id=./.test(one) ? `${one}!` : one))
    return isSwapped ? [...marked.filter((one) => !one.startsWith('data=')), 'data={"swapped":true}'] : marked
  })

describe('a stream of events', () => {
  it('comes out the same, however it is cut', () => {
    fc.assert(
      fc.property(text, fc.array(fc.nat(), { maxLength: 8 }), (stream, places) => {
        const bytes = Buffer.from(stream)
        expect(readAll(cut(bytes, places))).toBe(readAll([bytes]))
      }),
    )
  })

  it('means to its reader what it meant, but for what was replaced', () => {
    fc.assert(
      fc.property(text, (stream) => {
        const whole = `${stream}\n\n`
        expect(understand(readAll([Buffer.from(whole)]))).toEqual(changed(understand(whole)))
      }),
    )
  })

  it('is handed on as the very bytes while nothing in it concerns anybody', () => {
    const stream = createEventStream({ mostBytes: 100, onId: () => '!', onMessage: () => '!' })
    const piece = Buffer.from('event: message\ndata: {"jsonrpc":"2.0","method":"notifications/message"}\n\n: ping\n\n')
    expect(stream.push(piece)).toBe(piece)
  })

  it('marks an id that stands behind a byte order mark', () => {
    expect(readAll([Buffer.from('\uFEFFid: 1\ndata: x\n\n')])).toBe('id: 1!\ndata: x\n\n')
  })

  it('hands on a comment as soon as its line is whole', () => {
    expect(readAll([Buffer.from(': pi'), Buffer.from('ng\r\n')])).toBe(': ping\r\n')
    expect(readAll([Buffer.from(':\r\ndata: 1')])).toBe(':\r\n')
  })

  it('has events of a bounded length', () => {
    const pieces = Array.from({ length: 11 }, () => Buffer.from(`data: ${'x'.repeat(1000)}\n`))
    expect(() => readAll(pieces)).toThrow(EventTooLong)
    expect(readAll([...pieces.slice(0, 5), Buffer.from('\n'), ...pieces.slice(0, 5)]).length).toBe(5036)
  })

  it('reads a long event in time that grows with its length alone', () => {
    const stream = createEventStream({ mostBytes: 40_000_000, onId: (id) => id, onMessage: () => undefined })
    const begun = performance.now()
    stream.push(Buffer.from('data: "'))
    for (let count = 0; count < 20_000; count += 1) stream.push(Buffer.from('x'.repeat(1000)))
    expect(stream.push(Buffer.from('"\n\n')).length).toBe(20_000_010)
    expect(performance.now() - begun).toBeLessThan(2000)
  })
})
