/** One request of a client on its way to the child and back: it ends exactly once, by an answer, a fault, or because its client no longer wants it. */
import { faultMessage, type GatewayFault } from '../../fault.ts'
import type { Ended, Exchange } from '../../upstream.ts'
import type { JsonMessage } from '../child.ts'
import { answerAs, endedBy, type Request } from '../routing/json-rpc.ts'
import type { Asked, AskedClient, Asker, Call } from '../routing/asker.ts'
import type { Link } from '../routing/link.ts'
import type { Reply } from './reply.ts'

export interface Turn {
  /** To the child; also a second time, when it wanted to know more first. */
  readonly begin: (asked: Asked) => void
  /** Goes on with a call that is under way. */
  readonly takeUp: (call: Call, token: unknown) => void
  /** The call goes on without this turn, which is answered otherwise. */
  readonly letGo: (successor: (client: AskedClient) => Asker) => Call | undefined
  readonly answer: (response: JsonMessage, status?: number) => void
  /** No answer is wanted; the child is told. */
  readonly cancel: (reason: string) => void
  readonly isOver: () => boolean
  /** Rejects with a GatewayFault while nothing was written and the turn is alone. */
  readonly done: Promise<Ended>
}

export interface TurnNeeds {
  readonly exchange: Exchange
  readonly reply: Reply
  readonly request: Request
  readonly link: Link
  /** Others share the reply. */
  readonly isInBatch?: boolean
  readonly client: AskedClient
  /** What the child said. Without it: the answer. */
  readonly onAnswer: (response: JsonMessage) => void
  readonly onOver?: () => void
}

const gone: Ended = { outcome: 'cancelled', status: 499 }

export const openTurn = (needs: TurnNeeds): Turn => {
  const { exchange, reply, request, link, client } = needs
  const { signal, traceId } = exchange
  let resolve: (ended: Ended) => void = () => undefined
  let reject: (fault: GatewayFault) => void = () => undefined
  const done = new Promise<Ended>((...ways) => ([resolve, reject] = ways))
  let call: Call | undefined
  let isOver = false

  const close = (): boolean => {
    if (isOver) return false
    isOver = true
    call = undefined
    signal.removeEventListener('abort', onGone)
    needs.onOver?.()
    return true
  }
  const fail = (fault: GatewayFault): void => {
    if (!close()) return
    if (!needs.isInBatch && !reply.hasBegun()) return reject(fault)
    reply.answer(faultMessage(fault, request.id, traceId))
    resolve({ outcome: 'fault', status: fault.status, reason: fault.fault, cause: fault.cause })
  }
  const cancel = (reason: string): void => {
    if (isOver) return
    if (call) link.giveUp(call, reason)
    close()
    reply.leaveOut()
    resolve(gone)
  }
  const onGone = (): void => cancel('the client has gone')
  signal.addEventListener('abort', onGone)

  const asker: Asker = { answer: needs.onAnswer, fail, hear: (notification) => void reply.push(notification), client }
  return {
    begin(asked) {
      if (!isOver) call = link.call(asked, asker)
    },
    takeUp(waiting, token) {
      call = waiting
      call.asker = asker
      if (call.token !== undefined) call.token = token
    },
    letGo(successor) {
      const left = call
      call = undefined
      if (left) left.asker = successor(client)
      return left
    },
    answer(response, status = 200) {
      if (!close()) return
      reply.answer(answerAs(request.id, response), status)
      resolve(endedBy(response, status))
    },
    cancel,
    isOver: () => isOver,
    done,
  }
}
