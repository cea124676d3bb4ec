/** Initial access tokens: an operator's permission to register clients. RFC 7591 §3 */
import type { EpochSeconds } from '@gatehouse/protocol/time'
import type { RegistrationTokenId } from './ids.ts'
import type { JournalRow } from './journal.ts'

export interface RegistrationToken {
  readonly id: RegistrationTokenId
  readonly secretHash: string
  /** What the operator calls it. */
  readonly label: string
  readonly createdAt: EpochSeconds
  readonly expiresAt?: EpochSeconds | undefined
  /** How many registrations are left; unset: any number. */
  readonly usesLeft?: number | undefined
}

export interface RegistrationTokens {
  create(token: RegistrationToken, journal: readonly JournalRow[]): Promise<void>
  /** Oldest first; used up and expired ones, too, until they are swept. */
  list(): Promise<readonly RegistrationToken[]>
  remove(id: RegistrationTokenId, journal: readonly JournalRow[]): Promise<'removed' | 'unknown'>
  /** Atomic: takes one use, if id and hash fit, it has not expired and one is left. Of n concurrent calls with m uses left exactly m are told `taken`. */
  take(id: RegistrationTokenId, secretHash: string, now: EpochSeconds): Promise<'taken' | 'refused'>
}
