/** The registry of MCP servers (RFC 8707 resources) with their scopes and keys. */
import type { EpochSeconds, Seconds } from '@gatehouse/protocol/time'
import type { KeyId, ResourceId } from './ids.ts'
import type { JournalRow } from './journal.ts'

export interface ScopeDefinition {
  readonly name: string
  /** What a person reads on the consent page: a sentence without a full stop, in words. */
  readonly description: string
  /** Scopes of the same resource that this one includes. */
  readonly implies: readonly string[]
  /** Not listed in public metadata and never given by default: some clients ask for everything that is listed. */
  readonly isPrivileged: boolean
}

export interface Resource {
  readonly id: ResourceId
  /** The canonical URI: exactly this text becomes `aud`. */
  readonly uri: string
  /** Short name, unique: `files`. */
  readonly name: string
  /** What people read. */
  readonly title: string
  readonly scopes: readonly ScopeDefinition[]
  readonly defaultScopes: readonly string[]
  readonly accessTokenLifetime: Seconds
  /** `jwt`: its guard checks tokens by itself; `opaque`: it asks us each time (introspection). */
  readonly accessTokenFormat: 'jwt' | 'opaque'
  /** Public metadata may name it. */
  readonly isListed: boolean
  /** Meant when a request names no resource. At most one. */
  readonly isDefault: boolean
  readonly createdAt: EpochSeconds
}

/** A credential of a resource server (for introspection, later for the guard). Shown once, stored hashed. */
export interface ResourceKey {
  readonly id: KeyId
  readonly resourceId: ResourceId
  readonly secretHash: string
  /** What the operator calls it. */
  readonly label: string
  readonly createdAt: EpochSeconds
}

export interface Resources {
  list(): Promise<readonly Resource[]>
  /** Atomic. Name and URI are unique; making one the default takes the mark from the other. */
  create(resource: Resource, journal: readonly JournalRow[]): Promise<'created' | 'nameTaken' | 'uriTaken'>
  /** Atomic: replaces everything but id and createdAt of the resource with this id. */
  update(resource: Resource, journal: readonly JournalRow[]): Promise<'updated' | 'unknown' | 'nameTaken' | 'uriTaken'>
  addKey(key: ResourceKey, journal: readonly JournalRow[]): Promise<void>
  /** Oldest first. */
  listKeys(resourceId: ResourceId): Promise<readonly ResourceKey[]>
  /** Atomic. */
  removeKey(id: KeyId, journal: readonly JournalRow[]): Promise<'removed' | 'unknown'>
  /** Only if id and hash both fit. */
  findKey(id: KeyId, secretHash: string): Promise<ResourceKey | undefined>
}
