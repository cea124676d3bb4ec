/** Who did what: one event for each thing that was asked for, when it is over. Never what it said, never what came back. */
import type { Caller } from '@gatehouse/guard'
import type { Call } from '@gatehouse/guard/gate'
import type { Ended, GatewayLog } from '../upstream.ts'

export interface CallEvent {
  readonly server: string
  readonly caller: Caller
  readonly call: Call
  /** In milliseconds. */
  readonly duration: number
  readonly ended: Ended
  readonly traceId: string
  readonly traceparent: string
}

export type TellOfCall = (event: CallEvent) => void

export const tellLog =
  (log: GatewayLog): TellOfCall =>
  ({ server, caller, call, duration, ended, traceId, traceparent }) => {
    const { outcome, status, reason, cause } = ended
    const facts = {
      traceId,
      server,
      subject: caller.subject,
      clientId: caller.clientId,
      grantId: caller.grantId,
      method: call.method,
      tool: call.name,
      duration: Math.round(duration),
      outcome,
      status,
      reason,
      traceparent,
    }
    if (outcome !== 'fault') log.info('gateway.call', facts)
    else log.error('gateway.call', { ...facts, cause: cause instanceof Error ? cause.message : undefined })
  }
