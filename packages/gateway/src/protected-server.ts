/**
 * One server behind the gateway: the guard decides, the policy and the limits have their say, the upstream answers, and one event tells of it.
 * Nothing reaches the upstream before all of them agreed.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createGate, fromNode, type Passed, readOptions } from '@gatehouse/guard/gate'
import type { ServerDefinition } from './definition.ts'
import { type GatewayFault, toFault } from './fault.ts'
import type { GatewayNeeds } from './gateway-needs.ts'
import { createHandles } from './identity/handles.ts'
import type { Identity } from './identity/identity.ts'
import { openUpstream } from './open-upstream.ts'
import { createPolicy } from './policy/policy.ts'
import type { TellOfCall } from './traffic/call-event.ts'
import { createLimits } from './traffic/limits.ts'
import { joinTrace } from './traffic/trace-context.ts'
import type { Ended, Tool, UpstreamHealth } from './upstream.ts'
import { writeAnswer, writeFault } from './write-answer.ts'

export interface ProtectedServer {
  readonly definition: ServerDefinition
  /** The canonical URI. */
  readonly resource: string
  readonly tools: () => readonly Tool[]
  readonly health: () => UpstreamHealth
  /** Answers one request. Never throws, never rejects. */
  readonly serve: (incoming: IncomingMessage, outgoing: ServerResponse, traceId: string) => Promise<void>
  readonly close: (grace: number) => Promise<void>
}

export interface ServerNeeds extends GatewayNeeds {
  readonly identity: Identity
  readonly tell: TellOfCall
}

/** Registers it and learns its tools, as far as its upstream can be asked now: a server that is down does not hold up the others. */
export const openServer = async (definition: ServerDefinition, needs: ServerNeeds): Promise<ProtectedServer> => {
  const { name, title, limits: limitsWanted, identity: identityWanted } = definition
  const { identity, tell, log, nowMs } = needs
  const policy = createPolicy({ name, title, definition: definition.policy, log })
  const { scopes, defaultScopes } = policy
  const resource = await needs.register({ path: `/mcp/${name}`, name, title, scopes, defaultScopes })
  const settings = readOptions({ ...needs.guard, resource, name: title, scopes: defaultScopes, filterTools: true })
  const gate = createGate(settings, policy.rules)
  const limits = createLimits(limitsWanted, nowMs)
  let known: readonly Tool[] = []

  const learn = async (): Promise<void> => {
    try {
      known = await upstream.listTools(AbortSignal.timeout(longestListing))
      await policy.learn(known)
    } catch (error) {
      const { message, cause } = toFault(error)
      log.warn('gateway.tools-unknown', {
        server: name,
        reason: message,
        cause: cause instanceof Error ? cause.message : undefined,
      })
    }
  }
  const upstream = openUpstream(definition.upstream, {
    name,
    log,
    now: nowMs,
    environment: needs.environment,
    handles: createHandles(needs.handleSecret, name),
    onToolsChanged: () => void learn(),
  })
  await learn()

  /** Throws GatewayFault until the answer has begun. */
  const handOn = async ({ incoming, outgoing, traceId }: Arrived, passed: Admitted): Promise<Ended> => {
    const { caller, calls, body, isListed = () => true } = passed
    policy.refuseDenied(calls)
    const leave = limits.enter(caller, incoming.method === 'GET' ? 'stream' : 'call')
    const left = new AbortController()
    outgoing.once('close', () => left.abort())
    try {
      return await upstream.serve({
        incoming,
        outgoing,
        caller,
        body,
        calls,
        traceId,
        traceparent: joinTrace(incoming.headers.traceparent?.toString()),
        identity: identityWanted && (await identity.tokenFor(caller, identityWanted.audience)),
        isListed,
        screenTools: policy.screen,
        signal: left.signal,
        leaving: needs.leaving,
      })
    } finally {
      leave()
    }
  }

  const serve = async (arrived: Arrived): Promise<void> => {
    const { incoming, outgoing, traceId } = arrived
    const outcome = await gate.decide(fromNode(incoming))
    if ('answer' in outcome) return writeAnswer(outgoing, outcome.answer)
    const { caller } = outcome
    if (!caller) throw new Error('the gate let somebody in whom nobody knows')
    const begun = nowMs()
    const ended = await handOn(arrived, { ...outcome, caller }).catch((error: unknown) => {
      const fault = toFault(error)
      writeFault(outgoing, fault, { id: idOf(outcome.body), traceId })
      return endedBy(fault)
    })
    for (const call of outcome.calls) {
      tell({ server: name, caller, call, duration: nowMs() - begun, ended, traceId, traceparent: '' })
    }
  }

  return {
    definition,
    resource,
    tools: () => known,
    health: () => upstream.health(),
    serve: (incoming, outgoing, traceId) =>
      serve({ incoming, outgoing, traceId }).catch((error: unknown) => {
        log.error('gateway.fault', { traceId, server: name, error: String(error) })
        outgoing.destroy()
      }),
    async close(grace) {
      await upstream.close(grace)
      gate.close()
    },
  }
}

interface Arrived {
  readonly incoming: IncomingMessage
  readonly outgoing: ServerResponse
  readonly traceId: string
}

type Admitted = Passed & { readonly caller: NonNullable<Passed['caller']> }

/** In milliseconds: what cannot say its tools by then is asked again when somebody calls. */
const longestListing = 15_000

const endedBy = ({ status, fault, cause }: GatewayFault): Ended => ({ outcome: 'fault', status, reason: fault, cause })

const idOf = (body: unknown): string | number | null => {
  const id = typeof body === 'object' && body !== null && 'id' in body ? body.id : undefined
  return typeof id === 'string' || typeof id === 'number' ? id : null
}
