/** Signing keys, in memory. RFC 7517 */
import type { SigningKeys } from '@gatehouse/issuer/ports/signing-keys'
import { admit, copy, oldestFirst } from './shelves.ts'
import type { Shelves } from './shelves.ts'

export const memorySigningKeys = ({ signingKeys }: Shelves): SigningKeys => ({
  list: async () => copy(oldestFirst(signingKeys.values(), (key) => key.kid)),

  async createFirst(key) {
    if ([...signingKeys.values()].some((other) => other.alg === key.alg)) return 'exists'
    signingKeys.set(key.kid, admit(key))
    return 'created'
  },
})
