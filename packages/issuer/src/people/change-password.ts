/** A person changes their own password: proves the current one once more, and goes on in this browser alone. NIST SP 800-63B §3.1.1 */
import type { EpochSeconds, Seconds } from '@gatehouse/protocol/time'
import type { Visit } from '../visit.ts'
import { passwordProblem, type AccountRefused } from './accounts.ts'
import { checkPassword } from './check-password.ts'
import { openSession, type SignedIn } from './sign-in.ts'
import type { Needs } from '../needs.ts'

export interface PasswordChange {
  readonly current: string
  readonly next: string
  readonly browserSecret: string
}

export type PasswordChanged =
  /** Every session, code and grant from before is dead; this browser has a new session. */
  | { readonly outcome: 'changed'; readonly cookieValue: string; readonly expiresAt: EpochSeconds }
  /** The new one cannot be used: nothing was guessed. */
  | AccountRefused
  | { readonly outcome: 'wrong' }
  | { readonly outcome: 'tooMany'; readonly retryAfter: Seconds }
  /** Somebody was faster, or the account was disabled: this session is over. */
  | { readonly outcome: 'changedSince' }

export const changePassword =
  (needs: Needs) =>
  async ({ user }: SignedIn, change: PasswordChange, visit: Visit): Promise<PasswordChanged> => {
    const { store, clock, passwordHasher, entry } = needs
    const { current, next, browserSecret } = change
    const problem = passwordProblem(next)
    if (problem) return problem
    const [canonical = user.id] = user.signInNames
    const guess = { canonical, user, password: current, browserSecret }
    const verdict = await checkPassword(needs, 'password')(guess, visit)
    if (verdict.outcome === 'tooMany') return verdict
    if (verdict.outcome === 'refused') return { outcome: 'wrong' }
    const hash = await passwordHasher.hash(next)
    const journal = [entry('password.changed', visit, { userId: user.id })]
    if ((await store.users.changePassword(user, hash, clock.now(), journal)) === 'changedSince') {
      return { outcome: 'changedSince' }
    }
    const { cookieValue, expiresAt } = await openSession(needs)(
      { ...user, epoch: user.epoch + 1 },
      browserSecret,
      visit,
    )
    return { outcome: 'changed', cookieValue, expiresAt }
  }
