/** Tokens that were refused moments ago: their second coming costs no signature and no question. Bounded, short, and no token kept in the clear. */
import type { OAuthError } from '@gatehouse/protocol/errors'
import { type EpochSeconds, type Seconds, after, seconds } from '@gatehouse/protocol/time'

export interface RefusedTokens {
  /** Why it was refused. */
  find(key: string, now: EpochSeconds): OAuthError | undefined
  remember(key: string, refusal: OAuthError, now: EpochSeconds): void
}

/** What its issuer changes about it (a new key, a token it did not know yet) counts after this time at the latest. */
const longestMemory: Seconds = seconds(5)
const mostTokens = 10_000

export const createRefusedTokens = (): RefusedTokens => {
  const entries = new Map<string, { readonly refusal: OAuthError; readonly until: EpochSeconds }>()
  return {
    find(key, now) {
      const entry = entries.get(key)
      if (!entry) return undefined
      if (entry.until > now) return entry.refusal
      entries.delete(key)
      return undefined
    },
    remember(key, refusal, now) {
      const [oldest] = entries.keys()
      if (entries.size >= mostTokens && oldest !== undefined) entries.delete(oldest)
      entries.set(key, { refusal, until: after(now, longestMemory) })
    },
  }
}
