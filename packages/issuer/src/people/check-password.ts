/** One guess at a password, within the limits: the same for who signs in and for who is signed in and proves it once more. protocol.md "Limits" */
import type { Seconds } from '@gatehouse/protocol/time'
import type { User } from '../ports/users.ts'
import type { Visit } from '../visit.ts'
import { longestPassword } from './accounts.ts'
import { signInLimits } from './sign-in-limits.ts'
import type { Needs } from '../needs.ts'

export interface PasswordGuess {
  /** What the limits count by: see canonicalName. */
  readonly canonical: string
  /** Whom it would be right for; undefined takes as long. */
  readonly user: User | undefined
  readonly password: string
  readonly browserSecret: string
}

export type PasswordVerdict =
  | { readonly outcome: 'right'; readonly user: User }
  /** Unknown name, wrong password, disabled account: one answer for all. */
  | { readonly outcome: 'refused' }
  | { readonly outcome: 'tooMany'; readonly retryAfter: Seconds }

/** A wrong guess is written to the journal under `noun`. */
export const checkPassword =
  (needs: Needs, noun: 'sign-in' | 'password') =>
  async ({ canonical, user, password, browserSecret }: PasswordGuess, visit: Visit): Promise<PasswordVerdict> => {
    const { store, digest, passwordHasher, entry } = needs
    const limits = signInLimits(needs)
    const browserHash = digest.sha256(browserSecret)
    const places = await limits.take({ canonical, user, browserHash, source: visit.source })
    if (places.outcome === 'tooMany') {
      await store.journal.append([entry(`${noun}.limited`, visit, { userId: user?.id })])
      return { outcome: 'tooMany', retryAfter: places.retryAfter }
    }
    const isShort = password.length <= longestPassword * 4
    const isRight = await passwordHasher.verify(isShort ? user?.passwordHash : undefined, isShort ? password : '')
    if (!isRight || !user || user.disabledAt !== undefined) {
      await store.journal.append([entry(`${noun}.refused`, visit, { userId: user?.id })])
      return { outcome: 'refused' }
    }
    await limits.giveBack(places.keys)
    return { outcome: 'right', user }
  }
