/** Counters that say "not so fast". Counted before the work, so that parallel guesses cannot slip through. */
import type { EpochSeconds, Seconds } from '@gatehouse/protocol/time'

export interface RateLimit {
  readonly limit: number
  readonly window: Seconds
}

export type RateVerdict = { readonly allowed: true } | { readonly allowed: false; readonly retryAfter: Seconds }

export interface RateLimits {
  /** Whether a place is left; takes none. */
  check(key: string, rate: RateLimit, now: EpochSeconds): Promise<RateVerdict>
  /** Atomic: takes one of `limit` places in the current fixed window of `key`. When none is left, says how long to wait and takes nothing. */
  take(key: string, rate: RateLimit, now: EpochSeconds): Promise<RateVerdict>
  /** Atomic: gives one taken place back (the guess was right), never below none taken. Unknown or past windows: nothing happens. */
  giveBack(key: string): Promise<void>
}
