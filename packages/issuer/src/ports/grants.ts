/** The grant is the family: one person x one client installation x what was approved. Revocation and replay act here. */
import type { EpochSeconds } from '@gatehouse/protocol/time'
import type { ClientAuthentication } from './clients.ts'
import type { ClientId, GrantId, UserId } from './ids.ts'
import type { JournalRow } from './journal.ts'
import type { ResourceScopes } from './pending-authorizations.ts'

export interface Grant {
  readonly id: GrantId
  readonly userId: UserId
  /** See User.epoch. */
  readonly userEpoch: number
  readonly clientId: ClientId
  /** As at code redemption; required for every refresh. */
  readonly clientAuthentication: ClientAuthentication
  /** Where the answers went: shown to the person. */
  readonly redirectUri: string
  readonly approved: readonly ResourceScopes[]
  readonly hasOfflineAccess: boolean
  readonly authTime: EpochSeconds
  readonly amr: readonly string[]
  readonly createdAt: EpochSeconds
  readonly lastUsedAt: EpochSeconds
  /** Networks: where the person approved, and where tokens were last asked for. */
  readonly approvedFrom: string
  readonly lastUsedFrom: string
  /** Rotation never moves it. */
  readonly absoluteExpiresAt: EpochSeconds
  readonly ended?: { readonly at: EpochSeconds; readonly reason: GrantEnd } | undefined
}

export type GrantEnd =
  | 'disconnected' // by the person
  | 'revoked' // by the client, RFC 7009
  | 'code replayed'
  | 'refresh token replayed'
  | 'client removed'
  | 'user removed'
  | 'user disabled'
  | 'password changed'
  | 'by an admin'

export interface Grants {
  find(id: GrantId): Promise<Grant | undefined>
  /** Not ended, not past its absolute end and not of an older epoch of the user; newest first. */
  listLive(userId: UserId, now: EpochSeconds): Promise<readonly Grant[]>
  /**
   * What this person approved for this client, grant by grant: the newest fifty that live as `listLive` has it. An app that signs people
   * in again and again leaves thousands behind, and each one has at least what the one before had.
   */
  listApproved(userId: UserId, clientId: ClientId, now: EpochSeconds): Promise<readonly (readonly ResourceScopes[])[]>
  /** Atomic and final: the tombstone stays until every token of the grant has died; also forgets the remembered consent of this person and client. */
  end(
    id: GrantId,
    reason: GrantEnd,
    at: EpochSeconds,
    journal: readonly JournalRow[],
  ): Promise<'ended' | 'alreadyEnded' | 'unknown'>
  /** Atomic: `end` for every grant of this person that has not ended. Returns how many. */
  endAll(userId: UserId, reason: GrantEnd, at: EpochSeconds, journal: readonly JournalRow[]): Promise<number>
}
