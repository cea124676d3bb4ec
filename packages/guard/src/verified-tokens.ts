/** Tokens whose signature and claims were proven moments ago: bounded, never past `exp`, and no token kept in the clear. */
import { type EpochSeconds, type Seconds, after, seconds } from '@gatehouse/protocol/time'
import type { Caller } from './caller.ts'
import { sha256 } from '#digest'

export interface VerifiedToken {
  readonly caller: Caller
  /** Absent where its issuer gives it none. */
  readonly jti: string | undefined
  readonly expiresAt: EpochSeconds
}

export interface VerifiedTokens<Entry> {
  /** The key under which this very token, from this issuer for this resource, may be remembered. */
  keyOf(token: string): string | Promise<string>
  find(key: string, now: EpochSeconds): Entry | undefined
  remember(key: string, verified: Entry, now: EpochSeconds): void
}

/** A signing key that its issuer withdrew stops working after this time at the latest. */
const longestMemory: Seconds = seconds(300)
const mostTokens = 10_000

export const createVerifiedTokens = <Entry extends { readonly expiresAt: EpochSeconds }>(
  issuer: string,
  resource: string,
): VerifiedTokens<Entry> => {
  // As JSON the two cannot run into each other, or into the token behind them.
  const place = JSON.stringify([issuer, resource])
  const entries = new Map<string, { readonly verified: Entry; readonly until: EpochSeconds }>()
  return {
    keyOf: (token) => sha256(place + token),
    find(key, now) {
      const entry = entries.get(key)
      if (!entry) return undefined
      if (entry.until > now && entry.verified.expiresAt > now) return entry.verified
      entries.delete(key)
      return undefined
    },
    remember(key, verified, now) {
      const [oldest] = entries.keys()
      if (entries.size >= mostTokens && oldest !== undefined) entries.delete(oldest)
      entries.set(key, { verified, until: after(now, longestMemory) })
    },
  }
}
