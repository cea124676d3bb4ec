/**
 * The line to one running child: requests under ids of ours, each answer and progress note back to whoever asked, and what is nobody's answer
 * to the ears of the house. Knows nothing of the revisions.
 */
import { GatewayFault } from '../../fault.ts'
import type { JsonMessage, RunningChild } from '../child.ts'
import { createDeadlines } from './deadlines.ts'
import { isNotification, isRecord, isRequest, memberOf, paramsOf, type Request } from './json-rpc.ts'

/** Who waits for an answer. */
export interface Asker {
  /** Its result or error, under the child's id. */
  readonly answer: (response: JsonMessage) => void
  /** No answer will come. */
  readonly fail: (fault: GatewayFault) => void
  /** Progress of the call, with the token that the client gave. */
  readonly hear?: (notification: JsonMessage) => void
  /** The client that a child may ask back; absent where no client stands behind the call. */
  readonly client?: AskedClient
}

export interface AskedClient {
  /** The principal: whose call this is. */
  readonly person: string
  /** What it declared that it can answer. */
  readonly capabilities: JsonMessage
  /** Log messages that belong to this call. */
  readonly log?: (notification: JsonMessage) => void
  /** Throws nothing: the question is answered, or refused. */
  readonly ask: (question: Question) => void
}

/** What a child wants to know from a client. */
export interface Question {
  readonly method: string
  readonly params: JsonMessage
  /** Once; whatever comes later is dropped. */
  readonly respond: (response: JsonMessage) => void
  /** In words for operators, and for the child. */
  readonly refuse: (reason: string) => void
  /** Called when no answer is wanted any more: withdrawn, refused, or too late. */
  readonly onClosed: (told: () => void) => void
}

export interface Call {
  readonly id: number
  readonly method: string
  /** Changes when a client comes back for its call. */
  asker: Asker
  /** What the client calls its progress. */
  token: unknown
  readonly release: () => void
}

export interface Asked {
  readonly method: string
  readonly params: JsonMessage
  /** `undefined`: nobody wants to hear of progress. */
  readonly token?: unknown
}

export interface Link {
  readonly call: (asked: Asked, asker: Asker) => Call
  /** The child is told, and its answer is no longer waited for. */
  readonly giveUp: (call: Call, reason: string) => void
  /** The clock of a call stands still while somebody is asked. */
  readonly holdClock: (call: Call) => void
  readonly resumeClock: (call: Call) => void
  readonly send: (message: JsonMessage) => void
  readonly callsUnderWay: () => Iterable<Call>
  readonly isOpen: () => boolean
}

export interface LinkNeeds {
  readonly child: RunningChild
  /** In milliseconds. */
  readonly longestCall: number
  readonly now: () => number
  readonly onRequest: (request: Request) => void
  readonly onNotification: (notification: JsonMessage & { readonly method: string }) => void
  readonly onGivenUp: (call: Call) => void
  readonly onEnd: (reason: string) => void
}

export const createLink = ({ child, longestCall, now, ...ears }: LinkNeeds): Link => {
  const calls = new Map<unknown, Call>()
  const outbox = createOutbox(child)
  let lastId = 0
  let ended: string | undefined

  const settle = (call: Call): void => {
    calls.delete(call.id)
    clock.stop(call)
    call.release()
  }
  const giveUp = (call: Call, reason: string): void => {
    if (!calls.has(call.id)) return
    settle(call)
    outbox.send({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: call.id, reason } })
    ears.onGivenUp(call)
  }
  const clock = createDeadlines<Call>({
    span: longestCall,
    now,
    onDue(call) {
      giveUp(call, 'it took too long')
      call.asker.fail(new GatewayFault('upstream_too_slow', `the server did not answer within ${longestCall / 1000} s`))
    },
  })
  const lose = (call: Call): void => {
    settle(call)
    const cause = new Error(ended)
    call.asker.fail(new GatewayFault('upstream_died', 'the server ended before it answered: try again', { cause }))
  }

  child.listen({
    onMessage: sortMessages({ calls, settle, ...ears }),
    onEnd(reason) {
      ended = reason
      for (const call of calls.values()) lose(call)
      clock.close()
      ears.onEnd(reason)
    },
  })

  return {
    call({ method, params, token }, asker) {
      const id = (lastId += 1)
      const call: Call = { id, method, asker, token, release: child.hold() }
      calls.set(id, call)
      clock.start(call)
      const message = { jsonrpc: '2.0', id, method, params: token === undefined ? params : withToken(params, id) }
      // Never before its asker knows of it.
      if (ended !== undefined) queueMicrotask(() => lose(call))
      else outbox.sendWhile(message, () => calls.has(id))
      return call
    },
    giveUp,
    holdClock: (call) => clock.stop(call),
    resumeClock: (call) => void (calls.has(call.id) && clock.start(call)),
    send: outbox.send,
    callsUnderWay: () => calls.values(),
    isOpen: () => ended === undefined,
  }
}

/** Who waits for a full pipe holds its message itself: what waits is bounded by the calls that may be under way. */
const createOutbox = (child: RunningChild) => {
  let drained: Promise<void> | undefined
  const send = (message: JsonMessage): void => {
    if (!child.send(message)) drained ??= child.whenDrained().finally(() => (drained = undefined))
  }
  const sendSoon = async (message: JsonMessage, isWanted: () => boolean): Promise<void> => {
    while (drained) await drained
    if (isWanted()) send(message)
  }
  return {
    send,
    /** As soon as the pipe takes it, if it is still wanted then. */
    sendWhile: (message: JsonMessage, isWanted: () => boolean): void =>
      drained ? void sendSoon(message, isWanted) : send(message),
  }
}

interface Sorting extends Pick<LinkNeeds, 'onRequest' | 'onNotification'> {
  readonly calls: ReadonlyMap<unknown, Call>
  readonly settle: (call: Call) => void
}

const sortMessages =
  ({ calls, settle, onRequest, onNotification }: Sorting) =>
  (message: JsonMessage): void => {
    if (isRequest(message)) return onRequest(message)
    if (isNotification(message)) {
      return message.method === 'notifications/progress' ? hearProgress(calls, message) : onNotification(message)
    }
    const call = calls.get(message['id'])
    if (!call) return undefined
    settle(call)
    return takeAnswer(call, message)
  }

const takeAnswer = ({ asker }: Call, response: JsonMessage): void => {
  if ('result' in response || isRecord(response['error'])) return asker.answer(response)
  return asker.fail(new GatewayFault('upstream_bad_answer', 'the server answered with neither a result nor an error'))
}

const hearProgress = (calls: ReadonlyMap<unknown, Call>, notification: JsonMessage): void => {
  const params = paramsOf(notification)
  const call = calls.get(params['progressToken'])
  if (call?.token === undefined) return
  call.asker.hear?.({ ...notification, params: { ...params, progressToken: call.token } })
}

/** Ids of calls are unique, and so are tokens that are ids. */
const withToken = (params: JsonMessage, progressToken: number): JsonMessage => ({
  ...params,
  _meta: { ...memberOf(params, '_meta'), progressToken },
})
