/** One exchange with an upstream over HTTP: the request as the upstream may hear it goes out; its answer comes back as the client may see it. */
import type { UpstreamConnection } from '@gatehouse/egress/upstream'
import { methodNotAllowed } from '../entrance.ts'
import { GatewayFault } from '../fault.ts'
import type { Ended, Exchange, Handles } from '../upstream.ts'
import { readHead } from './answer-head.ts'
import { beginCourse, type Course } from './course.ts'
import { type Door, type Passage, tooLarge } from './door.ts'
import { holdAnswer } from './hold-answer.ts'
import { faultOf } from './lost-upstream.ts'
import { createMarks, type Marks } from './marks.ts'
import { passBytes } from './pass-bytes.ts'
import { passEvents } from './pass-events.ts'
import type { Reachability } from './reachability.ts'
import { type OwnHeaders, requestHeaders } from './request-headers.ts'
import { watchMessages } from './watch-messages.ts'

export interface Road {
  readonly connection: UpstreamConnection
  readonly ownHeaders: OwnHeaders
  readonly handles: Handles
  readonly mostBytes: number
  readonly mostStall: number
  readonly onToolsChanged: () => void
  readonly reachability: Reachability
  /** Everything that is under way. */
  readonly open: Set<Course>
}

/** Throws GatewayFault while nothing was written. */
export const passOn = async (exchange: Exchange, road: Road): Promise<Ended> => {
  const { connection, handles, ownHeaders, mostBytes, mostStall, onToolsChanged, reachability, open } = road
  const method = methodOf(exchange)
  const marks = createMarks(exchange, handles)
  const headers = requestHeaders(exchange, marks, ownHeaders)
  const body = marks.body === undefined ? undefined : JSON.stringify(marks.body)
  const isWaiting = isForNews(exchange)
  const watch = watchMessages(exchange, { markState: marks.markState, onToolsChanged })
  return await new Promise((resolve, reject) => {
    const course = beginCourse({ exchange, isWaiting, open, resolve, reject })
    const { finish, refuse } = course
    let hasHead = false
    const cut = connection.send(
      { method, headers, body, isLasting: isWaiting },
      {
        onHead: (status, answered, flow) =>
          course.carefully(() => {
            hasHead = true
            reachability.answered()
            const head = readHead(status, answered, marks.markSession)
            const passage = { exchange, head, flow, watch, mostBytes, mostStall, finish, refuse }
            course.enter(doorFor(passage, marks, isWaiting))
          }),
        onPiece: course.take,
        onEnd: course.end,
        onLost(lost) {
          // A stream without news is no fault of anybody; its reader comes back.
          if (isWaiting && hasHead && lost.reason === 'too-slow') return course.leave()
          reachability.lost(lost)
          course.fail(faultOf(lost))
        },
      },
    )
    course.holdOn(cut)
  })
}

/** What ends only when somebody ends it. MCP 2025-11-25, "Listening for Messages from the Server"; 2026-07-28, "Subscriptions" */
const isForNews = ({ incoming, calls }: Exchange): boolean =>
  incoming.method === 'GET' || calls.some(({ method }) => method === 'subscriptions/listen')

/** Answers that are larger, and whose length was said, are not held. */
const mostHeld = 1_048_576

const doorFor = (passage: Passage, { markEvent }: Marks, isWaiting: boolean): Door => {
  const { head, exchange, mostBytes } = passage
  const { shape, length = 0 } = head
  if (shape === 'events') return passEvents(passage, { markEvent, isWaiting })
  if (length > mostBytes) throw new GatewayFault(...tooLarge(mostBytes))
  const hasList = exchange.calls.some(({ method }) => method === 'tools/list')
  return shape === 'json' && length > mostHeld && !hasList ? passBytes(passage) : holdAnswer(passage)
}

/** Throws GatewayFault. */
const methodOf = ({ incoming: { method } }: Exchange): 'GET' | 'POST' | 'DELETE' => {
  if (method === 'GET' || method === 'POST' || method === 'DELETE') return method
  throw methodNotAllowed()
}
