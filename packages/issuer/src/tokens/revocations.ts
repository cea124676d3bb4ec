/** What the guards of one resource have to know: everything that ended and could still be believed, hashed and signed. docs/protocol.md "The revocation feed" */
import { revocationFeedType, type RevocationFeedClaims } from '@gatehouse/protocol/revocation-feed'
import { epochSeconds, hours, type EpochSeconds } from '@gatehouse/protocol/time'
import type { Needs } from '../needs.ts'

/** No access token of any resource lives longer, whatever its lifetime was when the token was issued. */
const longestLife = hours(24)

export interface Revocations {
  /** Hashes of the grants and tokens of this resource that ended at `since` or later; without it, of all that count. In no order. */
  listEnded(resource: string, since?: EpochSeconds): Promise<readonly string[]>
  /** As this resource's guards read it. */
  sign(resource: string, news: Pick<RevocationFeedClaims, 'iat' | 'complete' | 'ended'>): Promise<string>
}

export const revocations = ({ store, clock, digest, signer, policy }: Needs): Revocations => ({
  async listEnded(resource, since) {
    const now = clock.now()
    const oldest = epochSeconds(now - longestLife)
    const ids = await store.endedGrants.listEnded(resource, since ?? oldest, now)
    return ids.map((id) => digest.sha256(id))
  },
  sign: (resource, news) => signer.sign(revocationFeedType, { iss: policy.issuer, aud: resource, ...news }),
})
