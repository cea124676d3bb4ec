/**
 * What goes back on one POST: JSON when nothing but the answers comes; an event stream from the moment on that something comes before, or the
 * client has waited for a while. MCP 2025-11-25 and 2026-07-28, "Streamable HTTP"
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { harmless, openToAll } from '../../write-answer.ts'
import type { JsonMessage } from '../child.ts'
import { type EventStream, openEventStream } from './event-stream.ts'
import type { Heartbeat } from './heartbeat.ts'

export interface Reply {
  /** Ahead of an answer. `false`: this client takes no events, or has gone. */
  readonly push: (message: JsonMessage) => boolean
  /** The last one ends the reply. `status` is for a single answer that is no event. Throws, before it says anything, what JSON cannot hold. */
  readonly answer: (message: JsonMessage, status?: number) => void
  /** An answer that will never come: the client no longer wants it. */
  readonly leaveOut: () => void
  /** Whether a status can no longer be chosen. */
  readonly hasBegun: () => boolean
}

export interface ReplyNeeds {
  readonly incoming: IncomingMessage
  readonly outgoing: ServerResponse
  readonly heartbeat: Heartbeat
  /** How many answers there will be. */
  readonly expected: number
  readonly isBatch?: boolean
  readonly headers?: Readonly<Record<string, string>>
}

const jsonHead = {
  ...openToAll,
  ...harmless,
  'content-type': 'application/json',
  'cache-control': 'no-store',
} as const

export const createReply = (needs: ReplyNeeds): Reply => {
  const { incoming, outgoing, isBatch = false, headers = {} } = needs
  const takesEvents = accepts(incoming, 'text/event-stream')
  let missing = needs.expected
  let isFirstBeat = true
  let stream: EventStream | undefined
  const answers: string[] = []

  const openStream = (): EventStream | undefined => {
    if (stream || !takesEvents || outgoing.destroyed || outgoing.writableEnded) return stream
    stream = openEventStream(outgoing, headers)
    for (const answer of answers) stream.send(answer)
    return stream
  }
  const stopBeating = needs.heartbeat(() => {
    if (!isFirstBeat) openStream()?.comment()
    isFirstBeat = false
  })
  outgoing.once('close', stopBeating)

  const finish = (status: number): void => {
    stopBeating()
    if (outgoing.destroyed || outgoing.writableEnded) return
    if (answers.length === 0) openStream()
    if (stream) return stream.end()
    if (answers.length === 0) return void outgoing.writeHead(202, { ...openToAll, ...harmless }).end()
    const body = isBatch ? `[${answers.join(',')}]` : answers.join('')
    outgoing.writeHead(status, { ...jsonHead, ...headers, 'content-length': Buffer.byteLength(body) })
    outgoing.end(body)
  }
  return {
    push: (message) => openStream()?.send(JSON.stringify(message)) ?? false,
    answer(message, status = 200) {
      const text = JSON.stringify(message)
      if (stream) stream.send(text)
      else answers.push(text)
      missing -= 1
      if (missing === 0) finish(status)
    },
    leaveOut() {
      missing -= 1
      if (missing === 0) finish(200)
    },
    hasBegun: () => stream !== undefined || outgoing.headersSent,
  }
}

/** A client that names nothing takes anything. RFC 9110 §12.5.1 */
export const accepts = ({ headers }: IncomingMessage, type: string): boolean => {
  const { accept } = headers
  if (accept === undefined) return true
  return accept.includes(type) || accept.includes('*/*') || accept.includes(`${type.split('/')[0]}/*`)
}
