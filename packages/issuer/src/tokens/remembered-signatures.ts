/** Signatures of ours that were verified moments ago: proofs only, never what has ended since. Bounded; keeps hashes, no token. */
import { accessTokenType } from '@gatehouse/protocol/access-token'
import { after, seconds, type EpochSeconds } from '@gatehouse/protocol/time'
import { boundedMap } from '../clients/bounded-map.ts'
import type { Ports } from '../ports/ports.ts'

type Claims = Readonly<Record<string, unknown>>

/** A key that was taken away stops working here after this time at the latest. */
const longestMemory = seconds(60)
const mostTokens = 4096
/** No token of ours is longer. */
const longestToken = 16_384

/** The claims of an access token that we signed, also an expired one. A guarded server asks about one token again and again. */
export const rememberedSignatures = ({ signer, digest, clock }: Pick<Ports, 'signer' | 'digest' | 'clock'>) => {
  const known = boundedMap<string, { readonly claims: Claims; readonly until: EpochSeconds }>(mostTokens)
  return async (token: string): Promise<Claims | undefined> => {
    if (token.length > longestToken) return undefined
    const key = digest.sha256(token)
    const found = known.get(key)
    if (found && found.until > clock.now()) return found.claims
    const claims = await signer.verifyOwn(accessTokenType, token)
    if (claims) known.set(key, { claims, until: after(clock.now(), longestMemory) })
    return claims
  }
}
