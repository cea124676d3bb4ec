/** Sessions of the stateful revisions: what one client said of itself, what is under way for it, and the stream on which it hears news. MCP 2025-11-25, "Session Management" */
import { randomBytes } from 'node:crypto'
import { GatewayFault } from '../../fault.ts'
import type { Handles } from '../../upstream.ts'
import type { Listener } from '../routing/subscriptions.ts'
import type { JsonMessage } from '../child.ts'
import { createDeadlines } from '../routing/deadlines.ts'
import type { EventStream } from './event-stream.ts'
import type { Id } from '../routing/json-rpc.ts'
import type { Question } from '../routing/asker.ts'
import { logLevels } from '../routing/revisions.ts'
import type { Turn } from './turn.ts'

export interface Session extends Listener {
  /** As the client says it. */
  readonly handle: string
  readonly person: string
  readonly clientInfo: JsonMessage
  readonly capabilities: JsonMessage
  /** By the client's ids. */
  readonly turns: Map<Id, Turn>
  /** By ids of ours. */
  readonly questions: Map<unknown, Question>
  readonly wantsLog: (level: unknown) => boolean
  logLevel: string | undefined
  stream: EventStream | undefined
  asked: number
}

export interface Newcomer {
  readonly person: string
  readonly owner: string
  readonly clientInfo: JsonMessage
  readonly capabilities: JsonMessage
}

export interface Sessions {
  /** Throws GatewayFault when there are too many. */
  readonly open: (newcomer: Newcomer) => Session
  /** Throws GatewayFault: there is none for this owner. */
  readonly find: (handle: string, owner: string) => Session
  readonly end: (session: Session) => void
  readonly close: () => void
}

export interface SessionsNeeds {
  readonly handles: Handles
  readonly now: () => number
  readonly onEnd: (session: Session) => void
}

/** In milliseconds without a request. An open stream does not count: clients leave them open for days, and come back when they end. */
const longestIdle = 3_600_000
const most = 10_000
const mostOfPerson = 50
/** Until a client says what it wants. */
const usualLevel = 'info'

export const createSessions = ({ handles, now, onEnd }: SessionsNeeds): Sessions => {
  const sessions = new Map<string, Session>()
  /** The least recently used first. */
  const ofPerson = new Map<string, Set<Session>>()
  const idOf = (handle: string, owner: string): string => handles.unmark(handle, owner) ?? ''

  const end = (session: Session): void => {
    if (!sessions.delete(session.handle)) return
    idle.stop(session)
    const own = ofPerson.get(session.person)
    own?.delete(session)
    if (own?.size === 0) ofPerson.delete(session.person)
    for (const turn of session.turns.values()) turn.cancel('the session has ended')
    for (const question of session.questions.values()) question.refuse('the session has ended')
    session.stream?.end()
    onEnd(session)
  }
  const idle = createDeadlines<Session>({ span: longestIdle, now, onDue: end })
  const touch = (session: Session, own: Set<Session>): void => {
    idle.start(session)
    own.delete(session)
    own.add(session)
  }
  return {
    open({ owner, ...newcomer }) {
      const own = ofPerson.get(newcomer.person) ?? new Set()
      const [oldest] = own
      // Clients forget sessions; whoever opens another did not need the oldest any more.
      if (own.size >= mostOfPerson && oldest) end(oldest)
      if (sessions.size >= most)
        throw new GatewayFault('overloaded', 'there are too many sessions: try again later', { retryAfter: 60 })
      const session = createSession(handles.mark(randomBytes(16).toString('base64url'), owner), newcomer)
      sessions.set(session.handle, session)
      ofPerson.set(session.person, own)
      touch(session, own)
      return session
    },
    find(handle, owner) {
      const session = idOf(handle, owner) === '' ? undefined : sessions.get(handle)
      const own = session && ofPerson.get(session.person)
      if (!own) throw new GatewayFault('unknown_session', 'there is no such session: begin a new one')
      touch(session, own)
      return session
    },
    end,
    close() {
      for (const session of sessions.values()) end(session)
      idle.close()
    },
  }
}

const createSession = (handle: string, newcomer: Omit<Newcomer, 'owner'>): Session => {
  const session: Session = {
    ...newcomer,
    handle,
    turns: new Map(),
    questions: new Map(),
    logLevel: undefined,
    stream: undefined,
    asked: 0,
    wantsLog: (level) => logLevels.indexOf(String(level)) >= logLevels.indexOf(session.logLevel ?? usualLevel),
    hear(method, params) {
      if (method === 'notifications/message' && !session.wantsLog(params['level'])) return
      if (session.stream?.send(JSON.stringify({ jsonrpc: '2.0', method, params })) === false) session.stream = undefined
    },
  }
  return session
}
