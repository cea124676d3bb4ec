/**
 * Names that an upstream gives away and wants back: sessions, events, state of a call in several rounds. Each is marked for whom it was made,
 * and comes back only from there. MCP 2025-11-25, "Session Management"; 2026-07-28, "Multi Round-Trip Requests"
 */
import { GatewayFault } from '../fault.ts'
import { type Exchange, type Handles, ownerOf } from '../upstream.ts'
import { isRecord } from './watch-messages.ts'

export interface Marks {
  /** The upstream's own names, of what the client sent. */
  readonly session: string | undefined
  readonly lastEvent: string | undefined
  readonly body: unknown
  readonly mark: (name: string) => string
  readonly markSession: (session: string) => string
}

/** Throws GatewayFault for a name that is not this caller's. */
export const createMarks = ({ incoming, caller, body }: Exchange, handles: Handles): Marks => {
  const owner = ownerOf(caller)
  const unmark = (handle: string, unknown: string): string => {
    const name = handles.unmark(handle, owner)
    if (name === undefined) throw new GatewayFault('unknown_session', unknown)
    return name
  }
  const givenSession = incoming.headers['mcp-session-id']?.toString()
  const session = givenSession === undefined ? undefined : unmark(givenSession, unknownSession)
  const givenEvent = incoming.headers['last-event-id']?.toString()
  return {
    session,
    lastEvent: givenEvent === undefined ? undefined : unmark(givenEvent, unknownEvent),
    body: withState(body, (state) => unmark(state, unknownState)),
    mark: (name) => handles.mark(name, owner),
    markSession: (name) => (name === session && givenSession !== undefined ? givenSession : handles.mark(name, owner)),
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
  return typeof requestState === 'string'
    ? { ...body, params: { ...body['params'], requestState: read(requestState) } }
    : body
}
