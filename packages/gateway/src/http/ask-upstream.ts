/** One JSON-RPC message of our own to an upstream: a message and its headers in; out comes the answer to it, from JSON or from a stream. Capped. */
import type { AnswerListener, UpstreamConnection } from '@gatehouse/egress/upstream'
import { readJson } from '@gatehouse/protocol/json'
import { GatewayFault, toFault } from '../fault.ts'
import { createPieces } from '../pieces.ts'
import { type AnswerHead, bad, readHead } from './answer-head.ts'
import { tooLarge } from './door.ts'
import { createEventStream } from './event-stream.ts'
import { faultOf } from './lost-upstream.ts'
import type { Reachability } from './reachability.ts'
import { isRecord } from './watch-messages.ts'

export interface Question {
  readonly method: 'POST' | 'DELETE'
  readonly headers: Readonly<Record<string, string>>
  readonly message?: Readonly<Record<string, unknown>>
}

export interface Reply {
  readonly status: number
  /** Of the upstream, as it named it. */
  readonly session: string | undefined
  /** `undefined`: it answered without a message, or with one that answers something else. */
  readonly message: Readonly<Record<string, unknown>> | undefined
}

export interface AskNeeds {
  readonly connection: UpstreamConnection
  readonly headers: Readonly<Record<string, string>>
  readonly mostBytes: number
  readonly reachability: Reachability
  readonly signal: AbortSignal
}

export type Ask = (question: Question) => Promise<Reply>

/** Throws GatewayFault. */
export const createAsk =
  ({ connection, headers: fixed, mostBytes, reachability, signal }: AskNeeds): Ask =>
  async ({ method, headers, message }) =>
    await new Promise((resolve, reject) => {
      let cut = (): void => undefined
      let reader: Reader | undefined
      const stop = (): void => {
        cut()
        signal.removeEventListener('abort', gaveUp)
      }
      const finish = (reply: Reply): void => {
        stop()
        resolve(reply)
      }
      const fail = (error: unknown): void => {
        stop()
        reject(toFault(error))
      }
      const gaveUp = (): void =>
        fail(new GatewayFault('upstream_too_slow', 'the server behind this gateway took too long to answer'))
      const carefully = (work: () => void): void => {
        try {
          work()
        } catch (error) {
          fail(error)
        }
      }
      const listener: AnswerListener = {
        onHead: (status, answered) =>
          carefully(() => {
            reachability.answered()
            let session: string | undefined
            const head = readHead(status, answered, (name) => (session = name))
            const reply = (found: Reply['message']) => finish({ status, session, message: found })
            reader = createReader(head, { id: message?.['id'], mostBytes, reply })
          }),
        onPiece: (bytes) => carefully(() => reader?.take(bytes)),
        onEnd: () => carefully(() => reader?.end()),
        onLost(lost) {
          reachability.lost(lost)
          fail(faultOf(lost))
        },
      }
      const own = { accept: 'application/json, text/event-stream', 'content-type': 'application/json' }
      const body = message === undefined ? undefined : JSON.stringify(message)
      signal.addEventListener('abort', gaveUp)
      cut = connection.send({ method, headers: { ...own, ...headers, ...fixed }, body }, listener)
      if (signal.aborted) gaveUp()
    })

interface Reader {
  readonly take: (bytes: Buffer) => void
  readonly end: () => void
}

interface Reading {
  readonly id: unknown
  readonly mostBytes: number
  readonly reply: (message: Reply['message']) => void
}

const createReader = ({ shape, status }: AnswerHead, { id, mostBytes, reply }: Reading): Reader => {
  const pieces = createPieces()
  const find = (text: string): Reply['message'] => {
    const message = readJson(text)
    return isRecord(message) && message['id'] === id ? message : undefined
  }
  const events = createEventStream({
    mostBytes,
    onId: (name) => name,
    onMessage(text) {
      const found = text.startsWith('{') ? find(text) : undefined
      if (found) reply(found)
      return undefined
    },
  })
  const hold = (bytes: Buffer): void => {
    pieces.add(bytes)
    if (pieces.length() > mostBytes) throw new GatewayFault(...tooLarge(mostBytes))
  }
  return {
    take: shape === 'events' ? (bytes) => void events.push(bytes) : hold,
    end() {
      if (shape !== 'json') return reply(undefined)
      try {
        reply(find(pieces.take().toString()))
      } catch (error) {
        if (status < 400) throw bad('answered with what is no JSON, although it says so', error)
        reply(undefined)
      }
    },
  }
}
