/** Browser sign-ins. The cookie carries id and secret; the store knows the hash. */
import type { EpochSeconds } from '@gatehouse/protocol/time'
import type { SessionId, UserId } from './ids.ts'
import type { JournalRow } from './journal.ts'

export interface Session {
  readonly id: SessionId
  readonly secretHash: string
  readonly userId: UserId
  /** The user's epoch at sign-in: see User.epoch. */
  readonly userEpoch: number
  /** Which browser: SHA-256 of its own cookie. A browser that once signed an account in is counted apart by the limits. */
  readonly browserHash: string
  readonly authTime: EpochSeconds
  /** How the person was recognised, RFC 8176 values. */
  readonly amr: readonly string[]
  readonly idleExpiresAt: EpochSeconds
  readonly absoluteExpiresAt: EpochSeconds
  /** The network of the sign-in: see Visit.source. */
  readonly source: string
  /** What the browser called itself, cut and cleaned: for the person to recognise it. */
  readonly userAgent?: string | undefined
}

export interface Sessions {
  create(session: Session, journal: readonly JournalRow[]): Promise<void>
  /** Only if id and hash fit, and neither limit has passed at `now`. */
  find(id: SessionId, secretHash: string, now: EpochSeconds): Promise<Session | undefined>
  /** Moves the idle end, never beyond the absolute one. */
  touch(id: SessionId, idleExpiresAt: EpochSeconds): Promise<void>
  end(id: SessionId, journal: readonly JournalRow[]): Promise<void>
  /** Those of this person that neither limit has passed at `now`; newest first. */
  list(userId: UserId, now: EpochSeconds): Promise<readonly Session[]>
  /** Atomic: every session of this person but `except`. Returns how many. */
  endAll(userId: UserId, except: SessionId | undefined, journal: readonly JournalRow[]): Promise<number>
  /** Whether this browser signed this account in within the last 90 days before `now`. */
  knowsBrowser(userId: UserId, browserHash: string, now: EpochSeconds): Promise<boolean>
}
