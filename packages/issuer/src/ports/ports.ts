/** Everything from outside that the issuer needs. */
import type { Clock } from './clock.ts'
import type { Digest } from './digest.ts'
import type { FetchDocument } from './fetch-document.ts'
import type { Ids } from './ids.ts'
import type { PasswordHasher } from './password-hasher.ts'
import type { Sealer } from './sealer.ts'
import type { Signer } from './signer.ts'
import type { Store } from './store.ts'

export interface Ports {
  readonly store: Store
  readonly clock: Clock
  readonly ids: Ids
  readonly digest: Digest
  readonly fetchDocument: FetchDocument
  readonly sealer: Sealer
  readonly signer: Signer
  readonly passwordHasher: PasswordHasher
}
