/**
 * Names that an upstream gives away and wants back: sessions, events, state of a call in several rounds. Each is marked for whom it was made,
 * and comes back only from there. MCP 2025-11-25, "Session Management"; 2026-07-28, "Multi Round-Trip Requests"
 */
import { GatewayFault } from '../fault.ts'
import { type Exchange, type Handles, ownerOf, ownerOfState } from '../upstream.ts'
import { isRecord } from './watch-messages.ts'

export interface Marks {
  /** The upstream's own names, of what the client sent. */
  readonly session: string | undefined
  readonly lastEvent: string | undefined
  readonly body: unknown
  readonly markSession: (session: string) => string
  readonly markEvent: (event: string) => string
  readonly markState: (state: string) => string
}

/** Throws GatewayFault for a name that is not this caller's, or that was given away as another kind of name. */
export const createMarks = (exchange: Exchange, handles: Handles): Marks => {
  const { incoming, caller, body } = exchange
  const owner = ownerOf(caller)
  const ofSession = `session ${owner}`
  const ofEvent = `event ${owner}`
  const ofState = ownerOfState(exchange)
  const unmark = (handle: string, by: string, unknown: string): string => {
    const name = handles.unmark(handle, by)
    if (name === undefined) throw new GatewayFault('unknown_session', unknown)
    return name
  }
  const givenSession = incoming.headers['mcp-session-id']?.toString()
  const session = givenSession === undefined ? undefined : unmark(givenSession, ofSession, unknownSession)
  const givenEvent = incoming.headers['last-event-id']?.toString()
  return {
    session,
    lastEvent: givenEvent === undefined ? undefined : unmark(givenEvent, ofEvent, unknownEvent),
    body: withState(body, (state) => unmark(state, ofState, unknownState)),
    markSession: (name) =>
      name === session && givenSession !== undefined ? givenSession : handles.mark(name, ofSession),
    markEvent: (name) => handles.mark(name, ofEvent),
    markState: (name) => handles.mark(name, ofState),
  }
}

const unknownSession = 'this session is not known here, or not yours: begin a new one'
const unknownEvent = 'Last-Event-ID names no event that you were sent: open the stream without it'
const unknownState = 'requestState is not what you were given: make the call again without it'

/** `read` turns the client's name of a state into the upstream's. */
const withState = (body: unknown, read: (state: string) => string): unknown => {
  if (Array.isArray(body)) return body.map((message) => withState(message, read))
  if (!isRecord(body) || !isRecord(body['params'])) return body
  const { requestState } = body['params']
  if (requestState === undefined) return body
  // What is no text was never given to anybody.
  const state = read(typeof requestState === 'string' ? requestState : '')
  return { ...body, params: { ...body['params'], requestState: state } }
}
