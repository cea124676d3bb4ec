/**
 * The walk of one request to one server: the guard decides, the policy and the limits have their say, the upstream is told who calls and
 * answers, and one event tells of it. Nothing reaches the upstream before all of them agreed: whatever throws on the way ends it.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Caller } from '@gatehouse/guard'
import { type Call, fromNode, type Gate, type Passed } from '@gatehouse/guard/gate'
import { endpointMethods, methodNotAllowed } from './entrance.ts'
import { type GatewayFault, type MessageId, toFault } from './fault.ts'
import type { Visit } from './gateway-needs.ts'
import type { Policy } from './policy/policy.ts'
import type { TellOfCall } from './traffic/call-event.ts'
import type { Entering, Limits } from './traffic/limits.ts'
import { type Begun, createTellOfRequest, type Told } from './traffic/tell-of-request.ts'
import { joinTrace } from './traffic/trace-context.ts'
import type { Ended, GatewayLog, Upstream } from './upstream.ts'
import { writeAnswer, writeFault } from './write-answer.ts'

export interface WalkNeeds {
  /** The server's name. */
  readonly name: string
  readonly gate: Pick<Gate, 'decide'>
  readonly policy: Pick<Policy, 'refuse' | 'screen' | 'rules'>
  readonly limits: Limits
  readonly upstream: Pick<Upstream, 'serve'>
  /** What the upstream is told of a caller; `undefined` where it is told nothing. */
  readonly identityFor: (caller: Caller) => string | undefined
  readonly tell: TellOfCall
  readonly log: GatewayLog
  readonly nowMs: () => number
  readonly leaving: AbortSignal
}

export interface Arrived {
  readonly incoming: IncomingMessage
  readonly outgoing: ServerResponse
  readonly visit: Visit
}

/** Never throws, never rejects. */
export type Walk = (arrived: Arrived) => Promise<void>

type Underway = Arrived & Begun

type Admitted = Passed & { readonly caller: Caller }

export const createWalk = (needs: WalkNeeds): Walk => {
  const { name, gate, policy, limits, upstream, identityFor, log, nowMs, leaving } = needs
  const telling = createTellOfRequest(needs)

  /** Throws GatewayFault until the answer has begun. */
  const handOn = async ({ incoming, outgoing, visit, traceparent }: Underway, admitted: Admitted): Promise<Ended> => {
    const { caller, calls, body } = admitted
    refuseOther(incoming)
    policy.refuse(calls, fromNode(incoming).header)
    const leave = limits.enter(caller, enteringOf(incoming, calls))
    const client = watchClient(outgoing)
    try {
      return await upstream.serve({
        incoming,
        outgoing,
        caller,
        body,
        calls,
        traceId: visit.traceId,
        traceparent,
        identity: identityFor(caller),
        isListed: admitted.isListed ?? ((tool) => policy.rules.isListed(tool, caller.scopes)),
        screenTools: policy.screen,
        signal: client.signal,
        leaving,
      })
    } finally {
      client.answered()
      leave()
    }
  }

  const serve = async (underway: Underway): Promise<void> => {
    const { incoming, outgoing, visit } = underway
    const outcome = await gate.decide(fromNode(incoming))
    if ('answer' in outcome) {
      writeAnswer(outgoing, outcome.answer)
      return telling.refused(underway, outcome)
    }
    const { caller, body } = outcome
    if (!caller) throw new Error('the guard let somebody in whom nobody knows')
    const admitted = { ...outcome, caller }
    const told: Told = await handOn(underway, admitted).catch((error: unknown) => {
      const fault = toFault(error)
      writeFault(outgoing, fault, { id: idOf(body), traceId: visit.traceId })
      return toldOf(fault)
    })
    telling.ended(underway, admitted, told)
  }

  return async (arrived) => {
    try {
      const traceparent = joinTrace(arrived.incoming.headers.traceparent?.toString())
      await serve({ ...arrived, traceparent, begun: nowMs() })
    } catch (cause) {
      const { traceId } = arrived.visit
      log.error('gateway.fault', { traceId, server: name, cause })
      writeFault(arrived.outgoing, toFault(cause), { id: null, traceId })
    }
  }
}

/** Every answer closes, too: an abort for each would be a tenth of its cost, and its reason most of that. */
const watchClient = (outgoing: ServerResponse) => {
  const gone = new AbortController()
  const leave = (): void => gone.abort(clientLeft)
  outgoing.once('close', leave)
  return { signal: gone.signal, answered: () => void outgoing.off('close', leave) }
}

const clientLeft = new Error('the client has left')

/** HEAD tells who sends no token where to get one, as GET does; that is all there is to say. */
const refuseOther = ({ method = '' }: IncomingMessage): void => {
  if (!endpointMethods.has(method)) throw methodNotAllowed()
}

/** A 2026-07-28 client hears news on the answer to its `subscriptions/listen`, an older one on its GET. */
const enteringOf = ({ method }: IncomingMessage, calls: readonly Call[]): Entering => {
  const isStream = method === 'GET' || calls.some((call) => call.method === 'subscriptions/listen')
  const isNote = calls.every((call) => call.method.startsWith('notifications/'))
  return { kind: isStream ? 'stream' : isNote ? 'note' : 'call', count: Math.max(1, calls.length) }
}

/** What we could not do is a fault; what we would not do, a refusal. */
const toldOf = ({ status, fault, cause }: GatewayFault): Told => ({
  outcome: status < 500 || fault === 'overloaded' ? 'refused' : 'fault',
  status,
  reason: fault,
  cause,
})

const idOf = (body: unknown): MessageId => {
  const id = typeof body === 'object' && body !== null && 'id' in body ? body.id : undefined
  return typeof id === 'string' || typeof id === 'number' ? id : null
}
