/** Remembered consent: shortens the page to one click, never replaces the person. */
import type { EpochSeconds } from '@gatehouse/protocol/time'
import type { ClientId, UserId } from './ids.ts'

export interface Consent {
  readonly userId: UserId
  readonly clientId: ClientId
  /** Exactly this one. */
  readonly redirectUri: string
  readonly resource: string
  readonly scopes: readonly string[]
  readonly expiresAt: EpochSeconds
}

/** Written by Issuance.approve, forgotten when a grant of the pair ends. */
export interface Consents {
  /** What this person allowed this client at this redirect URI, one entry a resource; expired ones never. */
  find(userId: UserId, clientId: ClientId, redirectUri: string, now: EpochSeconds): Promise<readonly Consent[]>
}
