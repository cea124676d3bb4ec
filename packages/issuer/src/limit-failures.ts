/** Failed proofs are counted: a 256-bit secret cannot be guessed, but a storm of guesses costs. cases F6 */
import { refuse } from '@gatehouse/protocol/errors'
import { minutes, type Seconds } from '@gatehouse/protocol/time'
import type { Ports } from './ports/ports.ts'
import type { RateLimit } from './ports/rate-limits.ts'

const failureLimit: RateLimit = { limit: 20, window: minutes(1) }

/**
 * The outcome of `prove`; undefined is a failure, and counts under `key`: who was claimed to be there, and from where.
 * Throws 429 once too many have failed, before anything is proven.
 */
export const limitFailures =
  ({ store: { rateLimits }, clock }: Pick<Ports, 'store' | 'clock'>) =>
  async <Proven>(key: string, prove: () => Promise<Proven | undefined>): Promise<Proven | undefined> => {
    const room = await rateLimits.check(key, failureLimit, clock.now())
    if (!room.allowed) throw tooMany(room.retryAfter)
    const proven = await prove()
    if (proven !== undefined) return proven
    const taken = await rateLimits.take(key, failureLimit, clock.now())
    if (!taken.allowed) throw tooMany(taken.retryAfter)
    return undefined
  }

const tooMany = (retryAfter: Seconds) =>
  refuse('temporarily_unavailable', 'too many failed authentications: wait before the next try', {
    status: 429,
    retryAfter,
  })
