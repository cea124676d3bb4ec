/**
 * Everything the issuer keeps, for one tenant. `store-contract` proves each implementation, races included.
 * Of every verb: an end is reached at its very second (alive while `end > now`); journal rows are written only if the verb took effect.
 * A text with NUL or a lone surrogate and a time that is no whole second cannot be stored: reading finds nothing, writing throws
 * and writes nothing. So does a verb without an outcome for it when its new row's id is taken. Any other text is kept exactly.
 */
import type { EpochSeconds } from '@gatehouse/protocol/time'
import type { Clients } from './clients.ts'
import type { Consents } from './consents.ts'
import type { EndedGrants } from './ended-grants.ts'
import type { Grants } from './grants.ts'
import type { Issuance } from './issuance.ts'
import type { Journal } from './journal.ts'
import type { PendingAuthorizations } from './pending-authorizations.ts'
import type { RateLimits } from './rate-limits.ts'
import type { RegistrationTokens } from './registration-tokens.ts'
import type { Resources } from './resources.ts'
import type { SeenOnce } from './seen-once.ts'
import type { Sessions } from './sessions.ts'
import type { SigningKeys } from './signing-keys.ts'
import type { Users } from './users.ts'

export interface Store {
  readonly clients: Clients
  readonly consents: Consents
  readonly endedGrants: EndedGrants
  readonly grants: Grants
  readonly issuance: Issuance
  readonly journal: Journal
  readonly pendingAuthorizations: PendingAuthorizations
  readonly rateLimits: RateLimits
  readonly registrationTokens: RegistrationTokens
  readonly resources: Resources
  readonly seenOnce: SeenOnce
  readonly sessions: Sessions
  readonly signingKeys: SigningKeys
  readonly users: Users
  /**
   * Deletes at most `batch` rows that nobody can see any more: requests, sessions, counters, consents and deny-list entries past their end,
   * codes a day past theirs, sealed answers past the same-answer window, opaque tokens and seen values past their end, registration tokens a day past theirs,
   * grants with their tokens a day past their absolute end, dynamic and document clients never used for 30 days and not disabled, and journal rows older than `journalSince`.
   * Returns how many went; call again while it is `batch`.
   */
  sweep(now: EpochSeconds, batch: number, journalSince?: EpochSeconds): Promise<number>
}

/** A store as opened: one per process, shared by its tenants. */
export interface OpenStore {
  /** Every row that this Store reads or writes belongs to `tenant`. A plain installation has one, `main`. */
  forTenant(tenant: string): Store
  /** Answers when the store can be read: for /ready. Throws StoreUnavailable otherwise. */
  ping(): Promise<void>
  close(): Promise<void>
}

/** The store cannot answer now (busy, disk full, connection lost). Nothing partial was written. Becomes 503 with Retry-After. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable'
}
