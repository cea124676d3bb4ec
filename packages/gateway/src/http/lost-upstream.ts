/** What a client is told when its upstream could not be reached, was too slow or broke off; the cause goes along for the log. */
import type { UpstreamLost } from '@gatehouse/egress/upstream'
import { GatewayFault, type FaultName } from '../fault.ts'

export const faultOf = (lost: UpstreamLost): GatewayFault => {
  const { fault, words, retryAfter } = faults[lost.reason]
  return new GatewayFault(fault, words, { cause: lost, ...(retryAfter === undefined ? {} : { retryAfter }) })
}

interface Words {
  readonly fault: FaultName
  readonly words: string
  readonly retryAfter?: number
}

const faults: Readonly<Record<UpstreamLost['reason'], Words>> = {
  unreachable: {
    fault: 'upstream_unreachable',
    words: 'the server behind this gateway cannot be reached: try again later, or tell its operator',
  },
  broken: {
    fault: 'upstream_died',
    words: 'the server behind this gateway broke off before its answer was whole: whether it did its work is not known',
  },
  'too-slow': {
    fault: 'upstream_too_slow',
    words: 'the server behind this gateway took too long to answer: whether it did its work is not known',
  },
  malformed: { fault: 'upstream_bad_answer', words: 'the server behind this gateway answered with what is no HTTP' },
  busy: {
    fault: 'overloaded',
    words: 'too many connections to the server behind this gateway are in use: try again in a moment',
    retryAfter: 1,
  },
  closed: {
    fault: 'upstream_not_ready',
    words: 'this gateway, or its list of servers, is just being renewed: try again in a moment',
    retryAfter: 1,
  },
}
