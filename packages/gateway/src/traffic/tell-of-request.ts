/** How a request ended becomes events: one for each thing that it asked for, or a line of the log where nobody or nothing is known. */
import type { Caller } from '@gatehouse/guard'
import type { Answered, Call } from '@gatehouse/guard/gate'
import type { Visit } from '../gateway-needs.ts'
import type { GatewayLog } from '../upstream.ts'
import type { CallEvent, TellOfCall } from './call-event.ts'

/** What is known of a request from its arrival on. */
export interface Begun {
  readonly visit: Visit
  readonly traceparent: string
  /** Milliseconds, as `nowMs` says them. */
  readonly begun: number
}

export interface TellOfRequest {
  readonly ended: (begun: Begun, who: Who, told: Told) => void
  readonly refused: (begun: Begun, answered: Answered) => void
}

interface Who {
  readonly caller: Caller
  readonly calls: readonly Call[]
}

export type Told = Pick<CallEvent, 'outcome' | 'status' | 'reason' | 'cause'>

interface TellingNeeds {
  /** The server's name. */
  readonly name: string
  readonly tell: TellOfCall
  readonly log: GatewayLog
  readonly nowMs: () => number
}

export const createTellOfRequest = ({ name, tell, log, nowMs }: TellingNeeds): TellOfRequest => {
  const ended: TellOfRequest['ended'] = ({ visit, traceparent, begun }, { caller, calls }, told) => {
    const duration = nowMs() - begun
    const { outcome, status, reason, cause } = told
    for (const call of calls) {
      tell({ server: name, caller, call, duration, outcome, status, reason, cause, visit, traceparent })
    }
  }
  return {
    ended,
    refused(begun, { decision }) {
      // Who came without a token has done nothing yet, and anybody can do that often.
      if (!decision || decision.code === 'no_token') return
      const { caller, calls, status = 403, code, reason, cause } = decision
      if (caller && calls.length > 0) {
        return ended(begun, { caller, calls }, { outcome: 'refused', status, reason: code, cause })
      }
      const { traceId, source } = begun.visit
      const facts = { traceId, source, server: name, subject: caller?.subject, status, code, reason }
      if (status < 500) log.info('gateway.refused', facts)
      else log.error('gateway.refused', { ...facts, cause })
    },
  }
}
