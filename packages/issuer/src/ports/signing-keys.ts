/**
 * Signing keys: public halves in the clear, private halves sealed under the master key. RFC 7517
 * What a key is for at a given second follows from the times of its row, so that all replicas agree without talking:
 * before `activeFrom` it is published only (next); the one of its algorithm with the latest `activeFrom` that has come signs (active);
 * earlier ones are published until the longest token has died (retired).
 */
import type { EpochSeconds } from '@gatehouse/protocol/time'
import type { JournalRow } from './journal.ts'

export interface SigningKey {
  readonly kid: string
  readonly alg: string
  /** Public members only. */
  readonly publicJwk: Readonly<Record<string, unknown>>
  /** AES-256-GCM under the master key, with `kid` as associated data. */
  readonly sealedPrivateKey: string
  readonly createdAt: EpochSeconds
  readonly activeFrom: EpochSeconds
}

export interface SigningKeys {
  /** Oldest first. */
  list(): Promise<readonly SigningKey[]>
  /** Atomic: only if there is no key of this algorithm. Two replicas that start together never make two. */
  createFirst(key: SigningKey): Promise<'created' | 'exists'>
  /** Atomic: only while `newest` (a kid) is the newest key of this algorithm (latest activeFrom). Two replicas that rotate together never make two. */
  addAfter(newest: string, key: SigningKey, journal: readonly JournalRow[]): Promise<'added' | 'notNewest'>
  /** Atomic: gone for good, private and public half. */
  remove(kid: string, journal: readonly JournalRow[]): Promise<'removed' | 'unknown'>
  /** Atomic, all or nothing: the private halves under another master key. `changed`: a key came or went meanwhile, or was sealed anew; nothing was written. */
  reseal(
    keys: readonly { readonly kid: string; readonly from: string; readonly to: string }[],
    journal: readonly JournalRow[],
  ): Promise<'resealed' | 'changed'>
}
