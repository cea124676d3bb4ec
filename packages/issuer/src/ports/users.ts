/** The people who sign in with an account of ours. */
import type { EpochSeconds } from '@gatehouse/protocol/time'
import type { UserId } from './ids.ts'
import type { JournalRow } from './journal.ts'

export interface User {
  readonly id: UserId
  /** As typed. */
  readonly name: string
  readonly email?: string | undefined
  /** Canonical user name and, if there is one, canonical e-mail: either signs in. Unique over all users. */
  readonly signInNames: readonly string[]
  /** An Argon2id string. */
  readonly passwordHash?: string | undefined
  readonly isAdmin: boolean
  /** Grows whenever credentials change: sessions, codes and grants of an older epoch are dead. */
  readonly epoch: number
  readonly disabledAt?: EpochSeconds | undefined
  readonly createdAt: EpochSeconds
}

export interface Users {
  find(id: UserId): Promise<User | undefined>
  findBySignInName(canonicalName: string): Promise<User | undefined>
  /** Oldest first. */
  list(): Promise<readonly User[]>
  /** An instance without a user is unclaimed and authorizes nobody. */
  isClaimed(): Promise<boolean>
  /** Atomic: every sign-in name is free, or nothing is written. */
  create(user: User, journal: readonly JournalRow[]): Promise<'created' | 'nameTaken'>
  /** Remembers a setup link until `expiresAt`. Several may be open; the first that is used closes them all. */
  addSetupLink(secretHash: string, expiresAt: EpochSeconds): Promise<void>
  isSetupLinkOpen(secretHash: string, now: EpochSeconds): Promise<boolean>
  /** Atomic, and only while there is no user: of any number of concurrent calls exactly one is told `created`. `operator` needs no link. */
  createFirst(
    user: User,
    proof: { readonly setupLinkHash: string } | 'operator',
    now: EpochSeconds,
    journal: readonly JournalRow[],
  ): Promise<'created' | 'alreadyClaimed' | 'linkInvalid'>
  /** Atomic: the new hash, the epoch grows, every grant of the person ends. */
  setPassword(
    id: UserId,
    passwordHash: string,
    at: EpochSeconds,
    journal: readonly JournalRow[],
  ): Promise<'done' | 'unknown'>
  /** As setPassword, but only while the user is still of this epoch: of any number of concurrent calls exactly one is told `done`. */
  changePassword(
    user: Pick<User, 'id' | 'epoch'>,
    passwordHash: string,
    at: EpochSeconds,
    journal: readonly JournalRow[],
  ): Promise<'done' | 'changedSince'>
  /** Atomic; disabling lets the epoch grow and ends every grant of the person. The last admin who is not disabled stays. */
  setDisabled(
    id: UserId,
    at: EpochSeconds | undefined,
    journal: readonly JournalRow[],
  ): Promise<'done' | 'unknown' | 'lastAdmin'>
  /** Atomic: the user, sessions, remembered consents, and every grant ended. The last admin who is not disabled stays. */
  remove(id: UserId, at: EpochSeconds, journal: readonly JournalRow[]): Promise<'removed' | 'unknown' | 'lastAdmin'>
}
