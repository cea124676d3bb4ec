/**
 * The line to one running child: requests under ids of ours, each answer and progress note back to whoever asked, and what is nobody's answer
 * to the ears of the house. Knows nothing of the revisions.
 */
import { GatewayFault } from '../../fault.ts'
import type { JsonMessage, RunningChild } from '../child.ts'
import type { Asked, Asker, Call } from './asker.ts'
import { createDeadlines } from './deadlines.ts'
import { isNotification, isRecord, isRequest, memberOf, paramsOf, type Request } from './json-rpc.ts'

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
  /** Of a call that was given up: it is over for the child, too. */
  readonly onLateAnswer: (id: unknown) => void
  /** A message that cannot be handed on: it alone is dropped. */
  readonly onFault: (cause: unknown) => void
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

interface Sorting extends Pick<LinkNeeds, 'onRequest' | 'onNotification' | 'onLateAnswer' | 'onFault'> {
  readonly calls: ReadonlyMap<unknown, Call>
  readonly settle: (call: Call) => void
}

const sortMessages = ({ calls, settle, onRequest, onNotification, onLateAnswer, onFault }: Sorting) => {
  const sort = (message: JsonMessage): void => {
    if (isRequest(message)) return onRequest(message)
    if (isNotification(message)) {
      return message.method === 'notifications/progress' ? hearProgress(calls, message) : onNotification(message)
    }
    const call = calls.get(message['id'])
    if (!call) return onLateAnswer(message['id'])
    settle(call)
    return takeAnswer(call, message)
  }
  return (message: JsonMessage): void => {
    try {
      sort(message)
    } catch (cause) {
      onFault(cause)
    }
  }
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
