/** How often somebody may guess: by account and network together, so that nobody can lock out an admin from elsewhere. protocol.md "Limits" */
import { minutes, type Seconds } from '@gatehouse/protocol/time'
import type { Ports } from '../ports/ports.ts'
import type { RateLimit } from '../ports/rate-limits.ts'
import type { User } from '../ports/users.ts'

export interface Guess {
  readonly canonical: string
  readonly user: User | undefined
  readonly browserHash: string
  readonly source: string
}

export type Places =
  | { readonly outcome: 'taken'; readonly keys: readonly string[] }
  | { readonly outcome: 'tooMany'; readonly retryAfter: Seconds }

const perAccountAndPlace: RateLimit = { limit: 5, window: minutes(15) }
const perSource: RateLimit = { limit: 30, window: minutes(15) }
/** All strangers' networks together: stops a botnet on one account, while browsers that know the account go on. */
const perAccount: RateLimit = { limit: 50, window: minutes(15) }

/** Places are taken before the password is looked at, so that parallel guesses cannot slip through; a right one gives them back. */
export const signInLimits = ({ store, clock, digest }: Ports) => ({
  async take(guess: Guess): Promise<Places> {
    const now = clock.now()
    const account = digest.sha256(guess.canonical)
    const isKnown =
      guess.user !== undefined && (await store.sessions.knowsBrowser(guess.user.id, guess.browserHash, now))
    const limits: readonly (readonly [string, RateLimit])[] = isKnown
      ? [[`sign-in ${account} ${guess.browserHash}`, perAccountAndPlace]]
      : [
          [`sign-in ${account} ${guess.source}`, perAccountAndPlace],
          [`sign-in from ${guess.source}`, perSource],
          [`sign-in to ${account}`, perAccount],
        ]
    for (const [key, rate] of limits) {
      const verdict = await store.rateLimits.take(key, rate, now)
      if (!verdict.allowed) return { outcome: 'tooMany', retryAfter: verdict.retryAfter }
    }
    return { outcome: 'taken', keys: limits.map(([key]) => key) }
  },
  async giveBack(keys: readonly string[]): Promise<void> {
    for (const key of keys) await store.rateLimits.giveBack(key)
  },
})
