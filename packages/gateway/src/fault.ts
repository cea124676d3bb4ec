/** What the gateway says when it cannot hand a call on, or an answer back: one table of names, statuses and codes, and words for the client. JSON-RPC 2.0 §5.1 */

/** Codes stand outside the range that JSON-RPC and MCP keep for themselves. MCP 2026-07-28, "Error Codes" */
const faults = {
  /** MCP's own code: clients that hear it look at the tool again. MCP 2026-07-28, "Server Validation" */
  header_mismatch: { status: 400, code: -32_020 },
  refused_by_policy: { status: 403, code: -31_403 },
  not_found: { status: 404, code: -31_414 },
  unknown_session: { status: 404, code: -31_404 },
  method_not_allowed: { status: 405, code: -31_405 },
  wrong_host: { status: 421, code: -31_421 },
  unsupported_request: { status: 400, code: -31_400 },
  too_many_requests: { status: 429, code: -31_429 },
  upstream_unreachable: { status: 502, code: -31_502 },
  upstream_bad_answer: { status: 502, code: -31_512 },
  upstream_too_large: { status: 502, code: -31_522 },
  upstream_died: { status: 502, code: -31_532 },
  upstream_refused_us: { status: 502, code: -31_542 },
  overloaded: { status: 503, code: -31_503 },
  upstream_not_ready: { status: 503, code: -31_513 },
  upstream_too_slow: { status: 504, code: -31_504 },
  fault_of_ours: { status: 500, code: -32_603 },
} as const

export type FaultName = keyof typeof faults

interface About {
  /** Seconds until it is worth another try. */
  readonly retryAfter?: number
  /** Of a method that is not served: which ones are. RFC 9110 §10.2.1 */
  readonly allow?: string
  /** What went wrong underneath: for the log, never for the client. */
  readonly cause?: unknown
}

/** `message` is for whoever uses the client: what happened and what to do, and nothing that the upstream would not tell a stranger. */
export class GatewayFault extends Error {
  override readonly name = 'GatewayFault'
  readonly fault: FaultName
  readonly status: number
  readonly code: number
  readonly retryAfter: number | undefined
  readonly allow: string | undefined

  constructor(fault: FaultName, message: string, { retryAfter, allow, cause }: About = {}) {
    super(message, { cause })
    this.fault = fault
    this.allow = allow
    ;({ status: this.status, code: this.code } = faults[fault])
    this.retryAfter = retryAfter
  }
}

/** Whatever was thrown; what we do not know is our own fault and stays in the log. */
export const toFault = (thrown: unknown): GatewayFault =>
  thrown instanceof GatewayFault
    ? thrown
    : new GatewayFault('fault_of_ours', 'the gateway could not finish this call', { cause: thrown })

export type MessageId = string | number | null

/** As a JSON-RPC message, with what is needed to find it in the log. */
export const faultMessage = ({ code, message, fault }: GatewayFault, id: MessageId, traceId: string) => ({
  jsonrpc: '2.0' as const,
  id,
  error: { code, message: `${message} (trace ${traceId})`, data: { reason: fault, traceId } },
})
