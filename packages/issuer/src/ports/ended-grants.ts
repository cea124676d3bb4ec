/** What has ended before its time: asked on every call of a guarded server in the same process, and published for all others. RFC 7009 */
import type { EpochSeconds } from '@gatehouse/protocol/time'
import type { GrantId } from './ids.ts'
import type { JournalRow } from './journal.ts'

/** One access token that was given back before its time. */
export interface EndedToken {
  readonly jti: string
  /** Canonical URI: whose guard has to know. */
  readonly resource: string
  readonly expiresAt: EpochSeconds
}

export interface EndedGrants {
  /** Atomic: one access token ends; remembered until it would have expired. Ending it again changes nothing. */
  endToken(token: EndedToken, at: EpochSeconds, journal: readonly JournalRow[]): Promise<void>
  /** Whether the grant (or its user's epoch) or this one token has ended. An unknown grant counts as ended. */
  hasEnded(token: { readonly grantId?: GrantId | undefined; readonly jti: string }): Promise<boolean>
  /** The ids of all grants with this resource that ended at `since` or later, and of its tokens that were ended then and could still be alive at `now`. In no order. */
  listEnded(resource: string, since: EpochSeconds, now: EpochSeconds): Promise<readonly string[]>
}
