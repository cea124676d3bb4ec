/**
 * A stream of events as it passes: pieces in; out come all events that are whole, their ids and messages replaced where somebody wants it.
 * What nobody wants to look at passes as the bytes it is. HTML "Server-sent events" §9.2.6
 */
import { createPieces } from '../pieces.ts'

export interface EventStream {
  /** Throws EventTooLong. */
  readonly push: (piece: Buffer) => Buffer
}

export interface EventReader {
  readonly onId: (id: string) => string
  /** The data of one event; returns what stands in its place, or `undefined`: it stays. */
  readonly onMessage: (text: string) => string | undefined
  readonly mostBytes: number
}

export class EventTooLong extends Error {
  override readonly name = 'EventTooLong'
}

const nothing = Buffer.alloc(0)
const lf = 10
const cr = 13
const colon = 58

/** As bytes: an answer, news about tools, a state handle, a name that hides behind an escape; unusual line ends, beginnings and ids; an address. */
const notable = /"result"|"error"|list_changed|requestState|\\u|\r|^\u00ef|(?:^|\n)(?:id:.*[^ -~\n]|event: ?endpoint)/

/** With a value, which is all of the line but one space before it. */
const idLine = /(^|\n)id:(?! ?\n) ?([^\n]+)/g

export const createEventStream = (reader: EventReader): EventStream => {
  const { mostBytes } = reader
  const held = createPieces()
  /** The first byte that is held, and the last two. */
  let first: number | undefined
  let tail = nothing

  const hold = (piece: Buffer): Buffer => {
    if (held.length() === 0) first = piece[0]
    if (piece.length > 0) held.add(piece)
    tail = Buffer.concat([tail, piece.subarray(-2)]).subarray(-2)
    if (held.length() > mostBytes) throw new EventTooLong(`one event is longer than ${mostBytes} bytes`)
    return nothing
  }
  const takeHeld = (): Buffer => {
    tail = nothing
    return held.take()
  }
  const split = (all: Buffer): Buffer => {
    const out: Buffer[] = []
    const lines = createLines(all)
    let from = 0
    for (let start = 0, end = lines.endOf(0); end > 0; start = end, end = lines.endOf(start)) {
      const isEmpty = isLineEnd(all[start])
      // A comment between two events keeps the connection alive: it must not wait for the next.
      const isComment = start === from && all[start] === colon
      if (isEmpty && start > from) out.push(readEvent(all.subarray(from, end), reader))
      else if (isEmpty || isComment) out.push(all.subarray(from, end))
      if (isEmpty || isComment) from = end
    }
    hold(all.subarray(from))
    return out.length === 1 && out[0] ? out[0] : Buffer.concat(out)
  }

  return {
    push(piece) {
      if (held.length() === 0) return readQuickly(piece, reader) ?? split(piece)
      const mayEnd = endsSomething(tail, piece) || (first === colon && endsLine(tail, piece))
      hold(piece)
      return mayEnd ? split(takeHeld()) : nothing
    },
  }
}

/** Whole events in which nothing but ids concerns us; `undefined`: it needs a closer look. */
const readQuickly = (piece: Buffer, { onId }: EventReader): Buffer | undefined => {
  if (piece[piece.length - 1] !== lf || piece[piece.length - 2] !== lf) return undefined
  const text = piece.toString('latin1')
  if (notable.test(text)) return undefined
  if (!text.startsWith('id') && !text.includes('\nid')) return piece
  return Buffer.from(
    text.replace(idLine, (_, before: string, id: string) => `${before}id: ${onId(id)}`),
    'latin1',
  )
}

/** Both are looked at before pieces are put together, so that a long event is copied once and not with each piece. */
const endsSomething = (tail: Buffer, piece: Buffer): boolean => {
  // A CR that may have been half of a line end is a whole one now.
  if (tail[tail.length - 1] === cr && (tail.length === 1 || isLineEnd(tail[0]))) return true
  const seam = Buffer.concat([tail.subarray(-1), piece.subarray(0, 1)])
  return emptyLines.some((line) => seam.equals(line) || piece.includes(line))
}

const endsLine = (tail: Buffer, piece: Buffer): boolean =>
  isLineEnd(tail[tail.length - 1]) || piece.includes(lf) || piece.includes(cr)

const isLineEnd = (byte: number | undefined): boolean => byte === lf || byte === cr

const emptyLines: readonly Buffer[] = ['\n\n', '\n\r', '\r\r'].map((line) => Buffer.from(line))

interface Lines {
  /** Behind the line that begins there; 0 while it is not whole. A CR at the very end may be half of a line end. */
  readonly endOf: (start: number) => number
}

const createLines = (all: Buffer): Lines => {
  let nextCr = all.indexOf(cr)
  return {
    endOf(start) {
      if (nextCr >= 0 && nextCr < start) nextCr = all.indexOf(cr, start)
      const nextLf = all.indexOf(lf, start)
      if (nextCr < 0 || (nextLf >= 0 && nextLf < nextCr)) return nextLf + 1
      if (nextCr === all.length - 1) return 0
      return all[nextCr + 1] === lf ? nextCr + 2 : nextCr + 1
    },
  }
}

const readEvent = (bytes: Buffer, reader: EventReader): Buffer =>
  readQuickly(bytes, reader) ?? readClosely(bytes, reader)

const readClosely = (bytes: Buffer, { onId, onMessage }: EventReader): Buffer => {
  const text = bytes.toString().replace(/^\uFEFF/, '')
  const lines = text.split(/\r\n|\n|\r/).filter((line) => line !== '')
  const fields = lines.map(fieldOf)
  // On the oldest transport it says where messages go. A client may believe it, and its token would go along. MCP 2024-11-05, "HTTP with SSE"
  if (fields.some(({ name, value }) => name === 'event' && value === 'endpoint')) return nothing
  const data = fields.flatMap(({ name, value }) => (name === 'data' ? [value] : []))
  const replaced = data.length === 0 ? undefined : onMessage(data.join('\n'))
  const isMarked = fields.some(({ name, value }) => name === 'id' && value !== '')
  if (replaced === undefined && !isMarked) return bytes
  const others = lines.flatMap((line, index) => {
    const { name = '', value = '' } = fields[index] ?? {}
    if (name === 'data') return replaced === undefined ? [line] : []
    return [name === 'id' && value !== '' ? `id: ${onId(value)}` : line]
  })
  const written = replaced === undefined ? others : [...others, `data: ${replaced}`]
  return Buffer.from(`${written.join('\n')}\n\n`)
}

const fieldOf = (line: string): { readonly name: string; readonly value: string } => {
  const at = line.indexOf(':')
  if (at < 0) return { name: line, value: '' }
  return { name: line.slice(0, at), value: line.slice(line[at + 1] === ' ' ? at + 2 : at + 1) }
}
