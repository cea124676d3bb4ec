/** Why an upstream gave no answer, or not the whole of one: undici's and the system's codes in, one of six reasons out. */

/**
 * `unreachable`: no connection, nothing was sent. `broken`: it broke off after that. `too-slow`: no head, or no further piece, in time.
 * `malformed`: not HTTP as we know it. `busy`: all connections are in use. `closed`: by us.
 */
export type LostReason = 'unreachable' | 'broken' | 'too-slow' | 'malformed' | 'busy' | 'closed'

export class UpstreamLost extends Error {
  override readonly name = 'UpstreamLost'
  readonly reason: LostReason

  constructor(reason: LostReason, cause?: unknown) {
    super(cause instanceof Error ? `${reason}: ${textOf(cause)}` : reason, { cause })
    this.reason = reason
  }
}

/** `wasSent`: whether a connection stood and the request was on it. */
export const lostBy = (error: unknown, wasSent: boolean): UpstreamLost => {
  const code = codeOf(error)
  if (closedCodes.has(code)) return new UpstreamLost('closed', error)
  if (!wasSent) return new UpstreamLost('unreachable', error)
  if (slowCodes.has(code)) return new UpstreamLost('too-slow', error)
  if (malformedCodes.has(code) || isNoHttp(error)) return new UpstreamLost('malformed', error)
  return new UpstreamLost('broken', error)
}

const closedCodes: ReadonlySet<string> = new Set(['UND_ERR_DESTROYED', 'UND_ERR_CLOSED', 'UND_ERR_ABORTED'])
const slowCodes: ReadonlySet<string> = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT'])
const malformedCodes: ReadonlySet<string> = new Set(['UND_ERR_HEADERS_OVERFLOW', 'UND_ERR_NOT_SUPPORTED'])

/** The parser's codes are many, its name is one. */
const isNoHttp = (error: unknown): boolean => error instanceof Error && error.name === 'HTTPParserError'

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''

/** Several addresses were tried, each with an error of its own: the first one's words. */
const textOf = (error: Error): string =>
  error instanceof AggregateError && error.errors[0] instanceof Error ? error.errors[0].message : error.message
