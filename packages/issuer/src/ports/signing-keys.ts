/** Signing keys: public halves in the clear, private halves sealed under the master key. RFC 7517 */
import type { EpochSeconds } from '@gatehouse/protocol/time'

export interface SigningKey {
  readonly kid: string
  readonly alg: string
  /** Public members only. */
  readonly publicJwk: Readonly<Record<string, unknown>>
  /** AES-256-GCM under the master key, with `kid` as associated data. */
  readonly sealedPrivateKey: string
  readonly createdAt: EpochSeconds
}

export interface SigningKeys {
  list(): Promise<readonly SigningKey[]>
  /** Atomic: only if there is no key of this algorithm. Two replicas that start together never make two. */
  createFirst(key: SigningKey): Promise<'created' | 'exists'>
}
