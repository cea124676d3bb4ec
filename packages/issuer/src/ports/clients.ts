/** The programs that ask for tokens. RFC 6749 §2, RFC 7591 */
import type { EpochSeconds } from '@gatehouse/protocol/time'
import type { ClientId } from './ids.ts'
import type { JournalRow } from './journal.ts'

/** How a client proves itself; `secret` is client_secret_basic or client_secret_post, whichever it sends. */
export type ClientAuthentication = 'none' | 'secret'

/** What a client may have without a person: one entry a resource. Empty = nothing. */
export interface MachineAccess {
  readonly resource: string
  readonly scopes: readonly string[]
}

export interface Client {
  readonly id: ClientId
  /** Who brought it: an operator (`configured`) or itself (`dynamic`, RFC 7591). Decides trust; never taken from a request. */
  readonly provenance: 'configured' | 'dynamic'
  readonly name: string
  /** An operator vouches for the name. */
  readonly isVerified: boolean
  /** An operator's own program: consent may be silent. */
  readonly isFirstParty: boolean
  readonly redirectUris: readonly string[]
  readonly grantTypes: readonly string[]
  readonly authentication: ClientAuthentication
  /** SHA-256 of the secret that we made; undefined exactly for `none`. */
  readonly secretHash?: string | undefined
  readonly machineAccess: readonly MachineAccess[]
  /** The registered metadata as echoed to the client (RFC 7591 §3.2.1), without secrets. */
  readonly metadata: Readonly<Record<string, unknown>>
  readonly createdAt: EpochSeconds
  /** Unset until its first token. */
  readonly lastUsedAt?: EpochSeconds | undefined
  readonly disabledAt?: EpochSeconds | undefined
}

export interface Clients {
  find(id: ClientId): Promise<Client | undefined>
  /** Oldest first. */
  list(): Promise<readonly Client[]>
  create(client: Client, journal: readonly JournalRow[]): Promise<'created' | 'idTaken'>
  /** Atomic: also deletes the oldest dynamic clients that were never used, so that at most `maxUnused` of them remain, this one included. */
  register(client: Client, maxUnused: number, journal: readonly JournalRow[]): Promise<'created' | 'idTaken'>
  /** Atomic: the client, its grants (ended), its remembered consents, open requests and codes. */
  remove(id: ClientId, at: EpochSeconds, journal: readonly JournalRow[]): Promise<'removed' | 'unknown'>
  setDisabled(id: ClientId, at: EpochSeconds | undefined, journal: readonly JournalRow[]): Promise<'done' | 'unknown'>
}
