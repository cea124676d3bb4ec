/** The programs that ask for tokens. RFC 6749 §2, RFC 7591 */
import type { EpochSeconds } from '@gatehouse/protocol/time'
import type { ClientId } from './ids.ts'
import type { JournalRow } from './journal.ts'

/** How a client proves itself; `secret` is client_secret_basic or client_secret_post, whichever it sends; `key` is private_key_jwt. */
export type ClientAuthentication = 'none' | 'secret' | 'key'

/** Where the public keys of a `key` client are. RFC 7591 §2 */
export type ClientKeys = { readonly jwks: readonly Readonly<Record<string, unknown>>[] } | { readonly jwksUri: string }

/** What a client may have without a person: one entry a resource. Empty = nothing. */
export interface MachineAccess {
  readonly resource: string
  readonly scopes: readonly string[]
}

export interface Client {
  readonly id: ClientId
  /**
   * Who brought it: an operator (`configured`), itself (`dynamic`, RFC 7591), or the document at the URL that is its id (`document`).
   * Decides trust; never taken from a request, and never changed afterwards.
   */
  readonly provenance: 'configured' | 'dynamic' | 'document'
  readonly name: string
  /** An operator vouches for the name. */
  readonly isVerified: boolean
  /** An operator's own program: consent may be silent. */
  readonly isFirstParty: boolean
  readonly redirectUris: readonly string[]
  readonly grantTypes: readonly string[]
  readonly authentication: ClientAuthentication
  /** SHA-256 of the secret that we made; set exactly for `secret`. */
  readonly secretHash?: string | undefined
  /** From this second on the secret proves nothing; unset: never. */
  readonly secretExpiresAt?: EpochSeconds | undefined
  /** Set exactly for `key`. */
  readonly keys?: ClientKeys | undefined
  /** An operator allows the URL of the token endpoint as the `aud` of its assertions, beside our issuer. RFC 7523 §3 */
  readonly mayNameTokenEndpoint?: boolean | undefined
  /** SHA-256 of the registration access token; `dynamic` clients only. RFC 7592 §3 */
  readonly registrationTokenHash?: string | undefined
  /** `document` clients only: the copy that we keep. */
  readonly document?: DocumentCopy | undefined
  readonly machineAccess: readonly MachineAccess[]
  /** The registered metadata as echoed to the client (RFC 7591 §3.2.1), without secrets. */
  readonly metadata: Readonly<Record<string, unknown>>
  readonly createdAt: EpochSeconds
  /** Unset until its first token. */
  readonly lastUsedAt?: EpochSeconds | undefined
  readonly disabledAt?: EpochSeconds | undefined
}

/** When the document of a client was read, and how long it may be believed without asking again. */
export interface DocumentCopy {
  readonly fetchedAt: EpochSeconds
  readonly freshUntil: EpochSeconds
}

export interface Clients {
  find(id: ClientId): Promise<Client | undefined>
  /** Oldest first. */
  list(): Promise<readonly Client[]>
  create(client: Client, journal: readonly JournalRow[]): Promise<'created' | 'idTaken'>
  /**
   * Atomic: also deletes the oldest dynamic clients that were never used, so that at most `maxUnused` of them remain, this one included.
   * Disabled ones are kept, and not counted.
   */
  register(client: Client, maxUnused: number, journal: readonly JournalRow[]): Promise<'created' | 'idTaken'>
  /**
   * Atomic: replaces everything but id, provenance, createdAt, lastUsedAt and disabledAt. With `since` only while that is the hash of its
   * registration token: of any number of concurrent calls with the same `since` that bring a new one, exactly one is told `updated`.
   * When the redirect URIs differ from before, remembered consents and open requests of the client go.
   */
  update(
    client: Client,
    since: { readonly registrationTokenHash: string } | undefined,
    journal: readonly JournalRow[],
  ): Promise<'updated' | 'changed' | 'unknown'>
  /**
   * Atomic: the newest reading of a metadata document: creates the client, or replaces what the document says of it (createdAt, lastUsedAt
   * and disabledAt stay). Like `register` it keeps at most `maxUnused` document clients that were never used.
   * `idTaken`: the id belongs to a client of another provenance, which stays as it is.
   */
  saveDocument(client: Client, maxUnused: number, journal: readonly JournalRow[]): Promise<'saved' | 'idTaken'>
  /** Atomic: the client, its grants (ended), its remembered consents, open requests and codes. */
  remove(id: ClientId, at: EpochSeconds, journal: readonly JournalRow[]): Promise<'removed' | 'unknown'>
  setDisabled(id: ClientId, at: EpochSeconds | undefined, journal: readonly JournalRow[]): Promise<'done' | 'unknown'>
}
