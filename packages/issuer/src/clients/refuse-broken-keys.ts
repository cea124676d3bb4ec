/** Keys that a client registers, tried on: what no library takes would fail later, and never say why. RFC 7591 §2, RFC 7518 §6.2 */
import { refuse } from '@gatehouse/protocol/errors'
import type { RegisteredMetadata } from '@gatehouse/protocol/metadata/client'
import { canBeImported } from './signing-key.ts'

/** Throws invalid_client_metadata. Keys at an address are not looked at: nothing is fetched at registration. */
export const refuseBrokenKeys = async ({ jwks }: RegisteredMetadata): Promise<void> => {
  const areSound = await Promise.all((jwks?.keys ?? []).map(canBeImported))
  if (areSound.every(Boolean)) return
  const reason = 'jwks holds a key that is none: not a point of its curve, or broken'
  throw refuse('invalid_client_metadata', reason, { parameter: 'jwks' })
}
