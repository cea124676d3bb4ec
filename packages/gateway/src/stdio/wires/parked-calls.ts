/**
 * Calls of clients of the stateless revision on which an older child waits for an answer: the client was told what is missing, and may come back with
 * it under a name that nobody else can use. MCP 2026-07-28, "Multi Round-Trip Requests"
 */
import { randomBytes } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import type { GatewayFault } from '../../fault.ts'
import type { Handles } from '../../upstream.ts'
import type { JsonMessage } from '../child.ts'
import { withoutLookAlikes } from '../routing/child-params.ts'
import { createDeadlines } from '../routing/deadlines.ts'
import { isRecord, paramsOf, type Request } from '../routing/json-rpc.ts'
import type { Connection } from '../routing/connections.ts'
import type { Call, Question } from '../routing/asker.ts'
import { longestQuestion } from '../routing/questions.ts'
import type { Turn } from './turn.ts'

export interface ParkedCall {
  readonly id: string
  readonly owner: string
  readonly connection: Connection
  /** What it was a call of: a name is worth nothing on another. */
  readonly what: JsonMessage
  readonly questions: Map<string, Question>
  /** Counts questions. */
  asked: number
  call: Call | undefined
  /** The child went on without the answer. */
  outcome: { readonly response?: JsonMessage; readonly fault?: GatewayFault } | undefined
}

export interface ParkedCalls {
  /** Who asked leaves, and the call waits. `undefined`: too many wait already. */
  readonly park: (turn: Turn, about: About & { readonly connection: Connection }) => ParkedCall | undefined
  /** As the client says it. */
  readonly nameOf: (parked: ParkedCall) => string
  /** The one that this request goes on with, answers handed over; it is no longer parked, unless something is still missing. */
  readonly find: (name: unknown, about: About) => ParkedCall | undefined
  readonly takeOut: (parked: ParkedCall) => void
  readonly close: () => void
}

export interface About {
  readonly owner: string
  readonly request: Request
}

const mostOfOwner = 20
const most = 1000

export const createParkedCalls = (handles: Handles, now: () => number): ParkedCalls => {
  const parked = new Map<string, ParkedCall>()

  const takeOut = (one: ParkedCall): void => {
    parked.delete(one.id)
    clock.stop(one)
  }
  const forget = (one: ParkedCall): void => {
    takeOut(one)
    for (const question of one.questions.values()) question.refuse('the client did not come back')
    if (one.call && !one.outcome) one.connection.link.giveUp(one.call, 'the client did not come back')
  }
  const clock = createDeadlines<ParkedCall>({ span: longestQuestion, now, onDue: forget })

  return {
    park(turn, { owner, request, connection }) {
      const own = [...parked.values()].filter((one) => one.owner === owner)
      if (own.length >= mostOfOwner || parked.size >= most) return undefined
      const one: ParkedCall = {
        id: `p${randomBytes(12).toString('base64url')}`,
        owner,
        connection,
        what: essenceOf(request),
        questions: new Map(),
        asked: 0,
        call: undefined,
        outcome: undefined,
      }
      one.call = turn.letGo((client) => ({
        answer: (response) => void (one.outcome = { response }),
        fail: (fault) => void (one.outcome = { fault }),
        client: { ...client, log: () => undefined, ask: (question) => addQuestion(one, question) },
      }))
      parked.set(one.id, one)
      clock.start(one)
      return one
    },
    nameOf: ({ id, owner }) => handles.mark(id, owner),
    find(name, { owner, request }) {
      const one = typeof name === 'string' ? parked.get(handles.unmark(name, owner) ?? '') : undefined
      if (!one || !isDeepStrictEqual(one.what, essenceOf(request))) return undefined
      const answers = paramsOf(request)['inputResponses']
      for (const [key, question] of one.questions) {
        const answer = isRecord(answers) ? answers[key] : undefined
        if (!isRecord(answer)) continue
        one.questions.delete(key)
        question.respond({ result: withoutLookAlikes(answer) })
      }
      return one
    },
    takeOut,
    close() {
      for (const one of parked.values()) forget(one)
      clock.close()
    },
  }
}

export const addQuestion = (parked: ParkedCall, question: Question): void => {
  const key = `q${(parked.asked += 1)}`
  parked.questions.set(key, question)
  question.onClosed(() => parked.questions.delete(key))
}

/** All that makes it this call and no other; what a client says of itself may differ. */
const essenceOf = (request: Request): JsonMessage => {
  const { _meta, inputResponses: _responses, requestState: _state, ...params } = paramsOf(request)
  return { method: request.method, ...params }
}
