/**
 * One exchange with an upstream over HTTP: the request as the upstream may hear it goes out; its answer comes back as the client may see it.
 * However it ends, it ends once, and the other side learns of it.
 */
import { type AnswerListener, type UpstreamConnection, UpstreamLost } from '@gatehouse/egress'
import { methodNotAllowed } from '../entrance.ts'
import { GatewayFault, toFault } from '../fault.ts'
import type { Ended, Exchange, Handles } from '../upstream.ts'
import { readHead } from './answer-head.ts'
import { type Door, type Passage, tooLarge } from './door.ts'
import { holdAnswer } from './hold-answer.ts'
import { faultOf } from './lost-upstream.ts'
import { passBytes } from './pass-bytes.ts'
import { passEvents } from './pass-events.ts'
import { createMarks, type Marks } from './marks.ts'
import { type OwnHeaders, requestHeaders } from './request-headers.ts'
import { watchMessages } from './watch-messages.ts'

export interface Road {
  readonly connection: UpstreamConnection
  readonly ownHeaders: OwnHeaders
  readonly handles: Handles
  readonly mostBytes: number
  readonly mostStall: number
  readonly onToolsChanged: () => void
  /** It gave an answer, or none. */
  readonly onAnswered: () => void
  readonly onLost: (lost: UpstreamLost) => void
  /** Everything that is under way. */
  readonly open: Set<Course>
}

/** An exchange under way, for whoever has to end it. */
export interface Course {
  /** If it only waits for news. */
  readonly leave: () => void
  readonly cut: () => void
}

/** Answers that are larger, and whose length was said, are not held. */
const mostHeld = 1_048_576

/** Throws GatewayFault while nothing was written. */
export const passOn = async (exchange: Exchange, road: Road): Promise<Ended> => {
  const method = methodOf(exchange)
  const marks = createMarks(exchange, road.handles)
  const headers = requestHeaders(exchange, marks, road.ownHeaders)
  const body = exchange.body === undefined ? undefined : JSON.stringify(marks.body)
  const watch = watchMessages(exchange, { markState: marks.mark, onToolsChanged: road.onToolsChanged })
  return await new Promise((resolve, reject) => {
    const { outgoing, leaving, signal } = exchange
    const isWaiting = isForNews(exchange)
    let door: Door | undefined
    let cutUpstream = (): void => undefined
    let isOver = false

    const settle = (tell: () => void): void => {
      if (isOver) return
      isOver = true
      cutUpstream()
      road.open.delete(course)
      if (isWaiting) leaving.removeEventListener('abort', course.leave)
      tell()
    }
    const finish = (ended: Ended): void => settle(() => resolve(ended))
    const refuse = (fault: GatewayFault): void => settle(() => reject(fault))
    const fail = (fault: GatewayFault): void => {
      cutUpstream()
      if (door) door.fail(fault)
      else refuse(fault)
    }
    const carefully = (work: () => void): void => {
      if (isOver) return
      try {
        work()
      } catch (error) {
        fail(toFault(error))
      }
    }
    const renewed = (): void => fail(faultOf(new UpstreamLost('closed')))
    const course: Course = {
      leave() {
        if (!isWaiting) return
        cutUpstream()
        if (door) door.leave()
        else renewed()
      },
      cut: renewed,
    }
    const listener: AnswerListener = {
      onHead: (status, answered, flow) =>
        carefully(() => {
          road.onAnswered()
          const head = readHead(status, answered, marks.markSession)
          const { mostBytes, mostStall } = road
          door = doorFor({ exchange, head, flow, watch, mostBytes, mostStall, finish, refuse }, marks, isWaiting)
        }),
      onPiece: (bytes) => carefully(() => door?.take(bytes)),
      onEnd: () => carefully(() => door?.end()),
      onLost(lost) {
        road.onLost(lost)
        carefully(() => fail(faultOf(lost)))
      },
    }
    const stop = (): void => {
      if (!outgoing.destroyed) return renewed()
      finish({ outcome: 'cancelled', status: outgoing.headersSent ? outgoing.statusCode : clientGone })
    }
    road.open.add(course)
    if (isWaiting) leaving.addEventListener('abort', course.leave)
    signal.addEventListener('abort', stop)
    cutUpstream = road.connection.send({ method, headers, body }, listener)
    if (signal.aborted) stop()
    else if (isWaiting && leaving.aborted) course.leave()
  })
}

/** Throws GatewayFault. */
const methodOf = ({ incoming: { method, headers } }: Exchange): 'GET' | 'POST' | 'DELETE' => {
  // Some clients offer HTTP/2 on every plain connection: an offer may be ignored. RFC 9110 §7.8
  const isElsewhere = headers.upgrade !== undefined && headers.upgrade.toLowerCase() !== 'h2c'
  if (!isElsewhere && (method === 'GET' || method === 'POST' || method === 'DELETE')) return method
  throw methodNotAllowed()
}

/** Nobody sees it: nginx's number for clients that left. */
const clientGone = 499

/** What ends only when somebody ends it. MCP 2025-11-25, "Listening for Messages from the Server"; 2026-07-28, "Subscriptions" */
const isForNews = ({ incoming, calls }: Exchange): boolean =>
  incoming.method === 'GET' || calls.some(({ method }) => method === 'subscriptions/listen')

const doorFor = (passage: Passage, { mark }: Marks, isWaiting: boolean): Door => {
  const { head, exchange, mostBytes } = passage
  const { shape, length = 0 } = head
  if (shape === 'events') return passEvents(passage, { markEvent: mark, isWaiting })
  if (length > mostBytes) throw new GatewayFault(...tooLarge(mostBytes))
  const hasList = exchange.calls.some(({ method }) => method === 'tools/list')
  return shape === 'json' && length > mostHeld && !hasList ? passBytes(passage) : holdAnswer(passage)
}
