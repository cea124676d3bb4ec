/**
 * The walk of one request to one server: the guard decides, the policy and the limits have their say, the upstream is told who calls and
 * answers, and one event tells of it. Nothing reaches the upstream before all of them agreed: whatever throws on the way ends it.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Caller } from '@gatehouse/guard'
import { type Call, fromNode, type Gate, type Passed } from '@gatehouse/guard/gate'
import { watchAdmission } from './admission.ts'
import { endpointMethods, methodNotAllowed } from './entrance.ts'
import { GatewayFault, type MessageId, toFault } from './fault.ts'
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
  /** In milliseconds: how often whoever has a stream open is asked whether they still may. */
  readonly askAgain?: number
}

/** A revocation is heard of within 2 s, and has to hold within 5. */
const usualAskAgain = 3000

export interface Arrived {
  readonly incoming: IncomingMessage
  readonly outgoing: ServerResponse
  readonly visit: Visit
  /** Of the client. */
  readonly address: string | undefined
}

/** Never throws, never rejects. */
export type Walk = (arrived: Arrived) => Promise<void>

type Underway = Arrived & Begun

type Admitted = Passed & { readonly caller: Caller }

export const createWalk = (needs: WalkNeeds): Walk => {
  const { name, gate, policy, limits, upstream, identityFor, log, nowMs, leaving, askAgain = usualAskAgain } = needs
  const telling = createTellOfRequest(needs)

  /** Throws GatewayFault until the answer has begun. */
  const handOn = async (underway: Underway, admitted: Admitted): Promise<Ended> => {
    const { incoming, outgoing, visit, address, traceparent } = underway
    const { caller, calls, body } = admitted
    refuse(policy, incoming, admitted)
    const entering = enteringOf(incoming, calls)
    const leave = limits.enter(caller, entering)
    const admission = entering.kind === 'stream' ? watchAdmission({ gate, incoming, body, every: askAgain }) : undefined
    const client = watchClient(outgoing)
    try {
      // It left while the guard thought: nobody would hear the answer, or its end.
      if (client.signal.aborted) return { outcome: 'cancelled', status: clientGone }
      return await upstream.serve({
        incoming,
        outgoing,
        caller,
        body,
        calls,
        address,
        traceId: visit.traceId,
        traceparent,
        identity: identityFor(caller),
        isListed: admitted.isListed ?? ((tool) => policy.rules.isListed(tool, caller.scopes)),
        screenTools: policy.screen,
        signal: client.signal,
        leaving: admission ? AbortSignal.any([leaving, admission.over]) : leaving,
      })
    } finally {
      admission?.end()
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
      await serve({ ...arrived, traceparent: traceOf(arrived), begun: nowMs() })
    } catch (cause) {
      log.error('gateway.fault', { traceId: arrived.visit.traceId, server: name, cause })
      writeFault(arrived.outgoing, toFault(cause), { id: null, traceId: arrived.visit.traceId })
    }
  }
}

const traceOf = ({ incoming: { headers } }: Arrived): string => joinTrace(headers.traceparent?.toString())

/** Every answer closes, too: an abort for each would be a tenth of its cost, and its reason most of that. */
const watchClient = (outgoing: ServerResponse) => {
  const gone = new AbortController()
  const leave = (): void => gone.abort(clientLeft)
  outgoing.once('close', leave)
  // Who left before is not heard leaving.
  if (outgoing.destroyed) leave()
  return { signal: gone.signal, answered: () => void outgoing.off('close', leave) }
}

const clientLeft = new Error('the client has left')

/** Nobody sees it: nginx's number for clients that left. */
const clientGone = 499

/** HEAD tells who sends no token where to get one, as GET does; that is all there is to say. What only listens or ends says nothing. */
const refuseOther = ({ method = '' }: IncomingMessage, body: unknown): void => {
  if (!endpointMethods.has(method)) throw methodNotAllowed()
  if (method !== 'POST' && body !== undefined) {
    throw new GatewayFault('unsupported_request', 'messages come by POST: leave out the body')
  }
  if ((Array.isArray(body) ? body : [body]).some(isNumberedNote)) {
    throw new GatewayFault('unsupported_request', 'a notification has no id: leave it out')
  }
}

/** Carried on as a request, it would ask for no scope, and a lenient server would take it for word of somebody else's. JSON-RPC 2.0 §4.1 */
const isNumberedNote = (message: unknown): boolean =>
  typeof message === 'object' &&
  message !== null &&
  'id' in message &&
  'method' in message &&
  String(message.method).startsWith('notifications/')

/** Throws GatewayFault for what the guard lets pass and nobody here does. */
const refuse = (policy: WalkNeeds['policy'], incoming: IncomingMessage, { caller, calls, body }: Admitted): void => {
  refuseOther(incoming, body)
  policy.refuse(calls, fromNode(incoming).header)
  // What a call needs may have become more since the guard looked: a tool that is refused whatever one holds needs nothing.
  if (policy.rules.isGranted(policy.rules.needed(calls), caller.scopes)) return
  throw new GatewayFault('refused_by_policy', 'what this call needs has just changed: make it again')
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
