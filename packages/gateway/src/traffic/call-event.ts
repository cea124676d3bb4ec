/** Who did what: one event for each thing that was asked for, when it is over. Never what it said, never what came back. */
import type { Caller } from '@gatehouse/guard'
import type { Call } from '@gatehouse/guard/gate'
import { showText } from '../policy/names.ts'
import type { Ended, GatewayLog } from '../upstream.ts'
import type { Visit } from '../gateway-needs.ts'

export interface CallEvent {
  readonly server: string
  readonly caller: Caller
  readonly call: Call
  /** In milliseconds. */
  readonly duration: number
  /** `refused`: by the guard, the policy or the limits; the upstream never heard of it. */
  readonly outcome: Ended['outcome'] | 'refused'
  readonly status: number
  readonly reason?: string | undefined
  readonly cause?: unknown
  readonly visit: Visit
  readonly traceparent: string
  /** So many others like it stand nowhere. */
  readonly missed?: number
}

/** Never throws. */
export type TellOfCall = (event: CallEvent) => void

/** Longer than any honest name: a caller may say megabytes, also one who is refused. */
const longestName = 128

/** What a tool is called may be told; which resource is read may be a secret of its own. */
export const toolOf = ({ method, name = '' }: Call): string | undefined =>
  method === 'tools/call' ? showText(name, longestName) : undefined

/** To be kept for a while: of what the caller said only what is told. */
export const withoutBulk = ({ call: { method, name = '' }, ...event }: CallEvent): CallEvent => ({
  ...event,
  cause: undefined,
  call: { method: beginningOf(method), name: beginningOf(name) },
})

/** More than is shown, or nobody would see that it was cut. A copy: a part would keep the whole alive. */
const beginningOf = (text: string): string => Buffer.from(text.slice(0, longestName * 2 + 1)).toString()

export const tellLog =
  (log: GatewayLog): TellOfCall =>
  ({ server, caller, call, duration, outcome, status, reason, cause, visit, traceparent, missed }) => {
    const facts = {
      traceId: visit.traceId,
      source: visit.source,
      server,
      subject: caller.subject,
      clientId: caller.clientId,
      grantId: caller.grantId,
      method: showText(call.method, longestName),
      tool: toolOf(call),
      duration: Math.round(duration),
      outcome,
      status,
      reason,
      traceparent,
      ...(missed && { missed }),
    }
    if (outcome !== 'fault') log.info('gateway.call', facts)
    else log.error('gateway.call', { ...facts, cause: cause instanceof Error ? cause : undefined })
  }
