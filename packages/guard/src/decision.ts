/** One structured event per decision, for logs and audit: who, what, why, and never the token. */
import { OAuthError } from '@gatehouse/protocol/errors'
import type { Caller } from './caller.ts'
import { type Refusal, noToken, statusOf } from './challenge.ts'
import type { Call } from './message.ts'

export interface Decision {
  readonly outcome: 'allowed' | 'refused'
  readonly resource: string
  /** Present once the token was believed. */
  readonly caller?: Caller
  /** What was asked for, once the body was read; several only in a batch. */
  readonly calls: readonly Call[]
  readonly scopesNeeded: readonly string[]
  /** Of a refusal: the HTTP status, a code (`no_token`, `invalid_message` or RFC 6750's) and the reason in words. */
  readonly status?: number
  readonly code?: string
  readonly reason?: string
  /** What went wrong underneath: for the log, not for callers. */
  readonly cause?: unknown
}

/** The part of a decision that a refusal adds. */
export const describeRefusal = (refusal: Refusal) => {
  const status = statusOf(refusal)
  if (refusal === noToken) return { status, code: 'no_token', reason: 'no access token was sent' }
  if (refusal instanceof OAuthError) {
    return { status, code: refusal.code, reason: refusal.description, cause: refusal.cause }
  }
  return { status, code: 'invalid_message', reason: refusal.message }
}
