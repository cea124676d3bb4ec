/** Who sits in front of this browser? Name and password in, a session out; and the session again at each later page. */
import { after, seconds, type EpochSeconds } from '@gatehouse/protocol/time'
import type { SessionId } from '../ports/ids.ts'
import type { Session } from '../ports/sessions.ts'
import type { User } from '../ports/users.ts'
import { presentable, readPresented } from '../presented-token.ts'
import type { Visit } from '../visit.ts'
import { canonicalName } from './accounts.ts'
import { checkPassword, type PasswordVerdict } from './check-password.ts'
import type { Needs } from '../needs.ts'

declare const signedIn: unique symbol

/** A person that this browser has proven. Only this file makes one. */
export interface SignedIn {
  readonly session: Session
  readonly user: User
  readonly [signedIn]: true
}

export interface SessionOpened {
  readonly outcome: 'signedIn'
  readonly signedIn: SignedIn
  readonly cookieValue: string
  readonly expiresAt: EpochSeconds
}

export type SignInOutcome = SessionOpened | Exclude<PasswordVerdict, { readonly outcome: 'right' }>

export interface SignInAttempt {
  readonly name: string
  readonly password: string
  readonly browserSecret: string
}

export const signIn =
  (needs: Needs) =>
  async ({ name, password, browserSecret }: SignInAttempt, visit: Visit): Promise<SignInOutcome> => {
    const canonical = canonicalName(name)
    const user = canonical.length <= 256 ? await needs.store.users.findBySignInName(canonical) : undefined
    const verdict = await checkPassword(needs, 'sign-in')({ canonical, user, password, browserSecret }, visit)
    return verdict.outcome === 'right' ? openSession(needs)(verdict.user, browserSecret, visit) : verdict
  }

/** A new session for somebody who has just been proven; never an old id. */
export const openSession =
  ({ store, ids, clock, digest, policy, entry }: Needs) =>
  async (user: User, browserSecret: string, visit: Visit): Promise<SessionOpened> => {
    const now = clock.now()
    const secret = ids.secret()
    const session: Session = {
      id: ids.next('ses'),
      secretHash: digest.sha256(secret),
      userId: user.id,
      userEpoch: user.epoch,
      browserHash: digest.sha256(browserSecret),
      authTime: now,
      amr: ['pwd'],
      idleExpiresAt: after(now, policy.lifetimes.sessionIdle),
      absoluteExpiresAt: after(now, policy.lifetimes.sessionAbsolute),
      source: visit.source,
      userAgent: visit.userAgent,
    }
    await store.sessions.create(session, [entry('sign-in.succeeded', visit, { userId: user.id })])
    return {
      outcome: 'signedIn',
      signedIn: proven(session, user),
      cookieValue: presentable(session.id, secret),
      expiresAt: session.absoluteExpiresAt,
    }
  }

/** undefined when the session is unknown or over, or the account was disabled, removed or changed its password since. */
export const findSignedIn =
  ({ store, clock, digest, policy }: Needs) =>
  async (cookieValue: string | undefined): Promise<SignedIn | undefined> => {
    const presented = readPresented('ses', cookieValue ?? '')
    if (!presented) return undefined
    const now = clock.now()
    const session = await store.sessions.find(presented.id as SessionId, digest.sha256(presented.secret), now)
    const user = session && (await store.users.find(session.userId))
    if (!session || !user || user.disabledAt !== undefined || user.epoch !== session.userEpoch) return undefined
    const idleEnd = after(now, policy.lifetimes.sessionIdle)
    if (idleEnd - session.idleExpiresAt >= touchEvery) await store.sessions.touch(session.id, idleEnd)
    return proven(session, user)
  }

/** A page view must not cost a write each. */
const touchEvery = seconds(60)

const proven = (session: Session, user: User): SignedIn => ({ session, user }) as SignedIn
