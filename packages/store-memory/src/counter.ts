/** A fixed window that begins with its first count: how often something happened in it. */
import { after, between } from '@gatehouse/protocol/time'
import type { EpochSeconds, Seconds } from '@gatehouse/protocol/time'
import type { RateLimit, RateVerdict } from '@gatehouse/issuer/ports/rate-limits'

export interface Counter {
  readonly taken: number
  readonly windowEndsAt: EpochSeconds
}

export const verdict = (counter: Counter | undefined, { limit, window }: RateLimit, now: EpochSeconds): RateVerdict => {
  const current = counter && counter.windowEndsAt > now ? counter : undefined
  if ((current?.taken ?? 0) < limit) return { allowed: true }
  return { allowed: false, retryAfter: current ? between(now, current.windowEndsAt) : window }
}

export const counted = (counter: Counter | undefined, window: Seconds, now: EpochSeconds): Counter =>
  counter && counter.windowEndsAt > now
    ? { ...counter, taken: counter.taken + 1 }
    : { taken: 1, windowEndsAt: after(now, window) }
