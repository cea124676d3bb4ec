/** Counters, in memory. */
import type { RateLimits } from '@gatehouse/issuer/ports/rate-limits'
import { counted, verdict } from './counter.ts'
import { requireStorable } from './shelves.ts'
import type { Shelves } from './shelves.ts'

export const memoryRateLimits = ({ rateLimits }: Shelves): RateLimits => ({
  check: async (key, rate, now) => verdict(rateLimits.get(key), rate, now),

  async take(key, rate, now) {
    requireStorable('key', key)
    const counter = rateLimits.get(key)
    const answer = verdict(counter, rate, now)
    if (answer.allowed) rateLimits.set(key, counted(counter, rate.window, now))
    return answer
  },

  async giveBack(key) {
    const counter = rateLimits.get(key)
    if (counter && counter.taken > 0) rateLimits.set(key, { ...counter, taken: counter.taken - 1 })
  },
})
