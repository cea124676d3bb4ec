/**
 * An upstream that the operator configured, spoken to for long: requests in; out comes each answer as it arrives, head, pieces, end, with
 * back-pressure. One origin, one path: no redirect is followed, nothing is unpacked, nobody waits in a queue.
 */
import { Pool } from 'undici'
import { type LostReason, UpstreamLost, lostBy } from './upstream-lost.ts'

export interface UpstreamOptions {
  /** May lie on this computer or in a private network. */
  readonly url: string
  /** In milliseconds: until a connection stands; until the head of an answer; between two pieces of one. */
  readonly timeouts: { readonly connect: number; readonly head: number; readonly silence: number }
  /** One for each request that is under way. */
  readonly mostConnections: number
}

export interface UpstreamRequest {
  readonly method: 'GET' | 'POST' | 'DELETE'
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | undefined
  /** Its answer may go on for hours: it must not stand in the way where short ones look for a free connection. */
  readonly isLasting?: boolean
}

/** By names in small letters; a field that came twice is a list. */
export type AnswerHeaders = Readonly<Record<string, string | readonly string[] | undefined>>

export interface Flow {
  readonly pause: () => void
  readonly resume: () => void
}

/** Hears one head, pieces, then one `onEnd`; or `onLost` at any moment. Nothing after either, or after it was cut. Must not throw. */
export interface AnswerListener {
  readonly onHead: (status: number, headers: AnswerHeaders, flow: Flow) => void
  readonly onPiece: (bytes: Buffer) => void
  readonly onEnd: () => void
  readonly onLost: (lost: UpstreamLost) => void
}

export interface UpstreamConnection {
  /** Returns how to cut it: from then on nothing is heard of it. */
  readonly send: (request: UpstreamRequest, listener: AnswerListener) => () => void
  /** Cuts what is under way. */
  readonly close: () => Promise<void>
}

export const connectUpstream = ({ url, timeouts, mostConnections }: UpstreamOptions): UpstreamConnection => {
  const { origin, pathname, search } = new URL(url)
  const path = `${pathname}${search}`
  const openPool = (): Pool =>
    new Pool(origin, {
      connections: mostConnections,
      connect: { timeout: timeouts.connect },
      headersTimeout: timeouts.head,
      bodyTimeout: timeouts.silence,
      allowH2: false,
    })
  const short = openPool()
  const lasting = openPool()
  let underWay = 0

  return {
    send({ method, headers, body, isLasting = false }, listener) {
      if (underWay >= mostConnections) return lostLater('busy', listener)
      underWay += 1
      let cutStream: ((reason: Error) => void) | undefined
      let isOver = false
      /** `false`: it was over already. */
      const finish = (): boolean => {
        if (isOver) return false
        isOver = true
        underWay -= 1
        return true
      }
      const pool = isLasting ? lasting : short
      pool.dispatch(
        { path, method, headers: { ...headers, 'accept-encoding': 'identity' }, body: body ?? null },
        {
          onRequestStart(controller) {
            if (isOver) return controller.abort(new UpstreamLost('closed'))
            cutStream = (reason) => controller.abort(reason)
          },
          onResponseStart(controller, status, answered) {
            // A 1xx is news about the answer, not the answer. RFC 9110 §15.2
            if (!isOver && status >= 200) listener.onHead(status, answered, controller)
          },
          onResponseData(_, bytes) {
            if (!isOver) listener.onPiece(bytes)
          },
          onResponseEnd() {
            if (finish()) listener.onEnd()
          },
          onResponseError(_, error) {
            if (finish()) listener.onLost(lostBy(error, cutStream !== undefined))
          },
        },
      )
      return () => {
        if (finish()) cutStream?.(new UpstreamLost('closed'))
      }
    },
    close: async () => void (await Promise.all([short.destroy(), lasting.destroy()])),
  }
}

const lostLater = (reason: LostReason, { onLost }: AnswerListener): (() => void) => {
  let isCut = false
  queueMicrotask(() => isCut || onLost(new UpstreamLost(reason)))
  return () => {
    isCut = true
  }
}
