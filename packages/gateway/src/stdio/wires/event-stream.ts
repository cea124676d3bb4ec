/** Messages as server-sent events onto one connection. Who does not read is cut off, never buffered for. HTML "Server-sent events" §9.2.5 */
import type { ServerResponse } from 'node:http'
import { harmless, openToAll } from '../../write-answer.ts'

export interface EventStream {
  /** JSON. `false`: nobody reads any more. */
  readonly send: (text: string) => boolean
  /** Says nothing, and is seen by everybody in between. */
  readonly comment: () => void
  readonly end: () => void
}

/** Bytes that may lie unread before the next event. */
const mostUnread = 4_194_304

export const openEventStream = (outgoing: ServerResponse, headers: Readonly<Record<string, string>>): EventStream => {
  const write = (text: string): boolean => {
    if (outgoing.destroyed || outgoing.writableEnded) return false
    if (outgoing.writableLength > mostUnread) {
      outgoing.destroy()
      return false
    }
    outgoing.write(text)
    return true
  }
  outgoing.writeHead(200, {
    ...openToAll,
    ...harmless,
    ...headers,
    'content-type': 'text/event-stream',
    'cache-control': 'no-cache, no-store',
    // nginx holds back what it is not told to pass.
    'x-accel-buffering': 'no',
  })
  outgoing.flushHeaders()
  return {
    send: (text) => write(`event: message\ndata: ${text}\n\n`),
    comment: () => void write(':\n\n'),
    end: () => void outgoing.end(),
  }
}
