/** How often one network may do what costs us rows or work. protocol.md "Limits"; never so that it looks like a failed grant. */
import type { Clock } from '@gatehouse/issuer/ports/clock'
import type { RateLimit, RateLimits } from '@gatehouse/issuer/ports/rate-limits'
import type { Visit } from '@gatehouse/issuer/visit'
import { refuse } from '@gatehouse/protocol/errors'
import { hours, minutes } from '@gatehouse/protocol/time'

/** Sign-in and client authentication count by account and client: the issuer does that, where it knows them. */
const rates = {
  /** Reads, and whatever proves itself before it writes. */
  open: undefined,
  /** Leaves a waiting request behind. */
  authorize: { limit: 300, window: minutes(1) },
  /** Leaves a client behind; the thousandth in an hour is refused. Hosted apps register for many people from few addresses. */
  register: { limit: 999, window: hours(1) },
  /** Guesses at the setup link. */
  setup: { limit: 30, window: minutes(15) },
} as const satisfies Readonly<Record<string, RateLimit | undefined>>

export type RateClass = keyof typeof rates

export interface RateNeeds {
  readonly rateLimits: RateLimits
  readonly clock: Clock
}

/** Takes a place before any work is done, or throws 429 with Retry-After. */
export const takePlace = async (
  { rateLimits, clock }: RateNeeds,
  rateClass: RateClass,
  { source }: Visit,
): Promise<void> => {
  const rate: RateLimit | undefined = rates[rateClass]
  if (!rate) return
  const verdict = await rateLimits.take(`${rateClass} from ${source}`, rate, clock.now())
  if (verdict.allowed) return
  throw refuse('temporarily_unavailable', 'too many requests from here: wait before the next one', {
    status: 429,
    retryAfter: verdict.retryAfter,
  })
}
