/** Counters that say "not so fast". Counted before the work, so that parallel guesses cannot slip through. */
import type { EpochSeconds, Seconds } from '@gatehouse/protocol/time'

export interface RateLimit {
  readonly limit: number
  readonly window: Seconds
}

export interface RateLimits {
  /** Atomic: takes one of `limit` places in the current fixed window of `key`. When none is left, says how long to wait and takes nothing. */
  take(
    key: string,
    rate: RateLimit,
    now: EpochSeconds,
  ): Promise<{ readonly allowed: true } | { readonly allowed: false; readonly retryAfter: Seconds }>
  /** Gives the places back: the guess was right. */
  reset(key: string): Promise<void>
}
