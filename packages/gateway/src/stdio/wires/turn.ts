/** One request of a client on its way to the child and back: it ends exactly once, by an answer, a fault, or because its client no longer wants it. */
import { faultMessage, GatewayFault } from '../../fault.ts'
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

  const asker = createAsker(needs, fail)
  return {
    begin(asked) {
      if (signal.aborted) return onGone()
      if (!isOver) call = link.call(asked, asker)
    },
    takeUp(waiting, token) {
      call = waiting
      call.asker = asker
      if (call.token !== undefined) call.token = token
      if (signal.aborted) onGone()
    },
    letGo(successor) {
      const left = call
      call = undefined
      if (left) left.asker = successor(client)
      return left
    },
    answer(response, status = 200) {
      if (isOver) return
      // Throws before anything is said.
      reply.answer(answerAs(request.id, response), status)
      close()
      resolve(endedBy(response, status))
    },
    cancel,
    isOver: () => isOver,
    done,
  }
}

/** What nobody can write down is not let in: other calls stand on the same line. */
const createAsker = ({ onAnswer, reply, client }: TurnNeeds, fail: (fault: GatewayFault) => void): Asker => ({
  answer(response) {
    try {
      onAnswer(response)
    } catch (cause) {
      fail(new GatewayFault('upstream_bad_answer', 'the server’s answer cannot be handed on', { cause }))
    }
  },
  fail,
  hear: (notification) => void reply.push(notification),
  client,
})
