/** What has ended before its time: asked on every call of a guarded server in the same process. RFC 7009 */
import type { EpochSeconds } from '@gatehouse/protocol/time'
import type { GrantId } from './ids.ts'
import type { JournalRow } from './journal.ts'

export interface EndedGrants {
  /** Atomic: one access token ends; remembered until it would have expired. */
  endToken(jti: string, expiresAt: EpochSeconds, journal: readonly JournalRow[]): Promise<void>
  /** Whether the grant (or its user's epoch) or this one token has ended. An unknown grant counts as ended. */
  hasEnded(token: { readonly grantId?: GrantId | undefined; readonly jti: string }): Promise<boolean>
}
