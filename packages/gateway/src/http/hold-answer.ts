/** An answer that is no stream: held until it is whole, so that half of one never looks like all of it, then looked at and written at once. */
import { GatewayFault } from '../fault.ts'
import { createPieces } from '../pieces.ts'
import { bad } from './answer-head.ts'
import { type Door, type Passage, tooLarge } from './door.ts'
import { createTap } from './tap.ts'

export const holdAnswer = (passage: Passage): Door => {
  const { exchange, head, flow, watch, mostBytes, mostStall, finish, refuse } = passage
  const { status, shape, headers } = head
  const pieces = createPieces()
  let length = 0

  const write = (type: readonly string[], body: Buffer | undefined): void => {
    const tap = createTap(exchange.outgoing, flow, mostStall)
    const size = status === 204 ? [] : ['content-length', `${body?.length ?? 0}`]
    exchange.outgoing.writeHead(status, [...headers, ...type, ...size])
    const ended = status < 400 || watch.ended().outcome === 'error' ? watch.ended() : failed(status)
    tap.end(body, () => finish({ ...ended, status }))
  }
  return {
    take(bytes) {
      length += bytes.length
      if (length > mostBytes) throw new GatewayFault(...tooLarge(mostBytes))
      if (shape !== 'nothing') pieces.add(bytes)
    },
    end() {
      if (pieces.length() === 0) return write([], undefined)
      const body = pieces.take()
      if (shape === 'json') return write(jsonType, readJson(body, passage))
      if (shape === 'unknown' && status < 400) throw bad('does not say of what type its answer is')
      write(textType, body)
    },
    fail: refuse,
  }
}

const jsonType = ['content-type', 'application/json'] as const
const textType = ['content-type', 'text/plain; charset=utf-8'] as const

const failed = (status: number) => ({ outcome: 'error', reason: `status ${status}` }) as const

/** Throws GatewayFault for what only looks like an answer; what is called an error may be anything. */
const readJson = (body: Buffer, { head: { status }, watch }: Passage): Buffer => {
  try {
    const replaced = watch.read(body.toString().replace(/^\uFEFF/, ''))
    return replaced === undefined ? body : Buffer.from(replaced)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    if (status >= 400) return body
    throw bad('answered with what is no JSON, although it says so', error)
  }
}
