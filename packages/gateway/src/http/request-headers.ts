/**
 * What an upstream hears in headers: of the client's only what MCP needs, then what the gateway says itself, and last what the operator wrote.
 * Whatever is not named here stays outside: tokens, cookies, names that pretend to come from us. RFC 9110 §7.6.1
 */
import type { Exchange } from '../upstream.ts'
import { hopByHopOf } from './hop-by-hop.ts'

export type Headers = Readonly<Record<string, string>>

/** What never changes from request to request. */
export interface OwnHeaders {
  /** Who the client thinks it speaks to. */
  readonly forwarded: Headers
  /** The operator's, credentials among them. */
  readonly fixed: Headers
}

/** The upstream's own names, where the client sent ones that we had marked. */
export interface Unmarked {
  readonly session: string | undefined
  readonly lastEvent: string | undefined
}

export const requestHeaders = (exchange: Exchange, unmarked: Unmarked, { forwarded, fixed }: OwnHeaders): Headers => {
  const { incoming, body, identity, address, traceparent } = exchange
  const out: Record<string, string> = {}
  const hopByHop = hopByHopOf(incoming.headers.connection)
  for (const name in incoming.headers) {
    const value = incoming.headers[name]
    if (typeof value === 'string' && mayPass(name) && !hopByHop?.has(name)) out[name] = value
  }
  if (unmarked.session !== undefined) out['mcp-session-id'] = unmarked.session
  if (unmarked.lastEvent !== undefined) out['last-event-id'] = unmarked.lastEvent
  if (body !== undefined) out['content-type'] = 'application/json'
  out['traceparent'] = traceparent
  const { traceparent: theirs, tracestate } = incoming.headers
  if (typeof tracestate === 'string' && traceOf(theirs?.toString()) === traceOf(traceparent))
    out['tracestate'] = tracestate
  Object.assign(out, forwarded)
  if (identity !== undefined) {
    out['gatehouse-identity'] = identity
    // Who is not told who calls is not told from where either.
    if (address !== undefined) out['x-forwarded-for'] = address
  }
  return Object.assign(out, fixed)
}

/** What is said of a trace belongs to no other. W3C Trace Context §3.3 */
const traceOf = (traceparent: string | undefined): string | undefined => traceparent?.slice(3, 35)

const passing: ReadonlySet<string> = new Set(['accept', 'user-agent'])

/** Names with an underscore never begin so: some servers take `_` and `-` for the same. */
const mayPass = (name: string): boolean =>
  passing.has(name) || (name.startsWith('mcp-') && name !== 'mcp-session-id' && !name.includes('_'))
