/** The grant that begins when a code is redeemed. */
import { after } from '@gatehouse/protocol/time'
import type { AuthenticatedClient } from '../clients/authenticate-client.ts'
import type { Proof } from '../grants/grant.ts'
import type { Needs } from '../needs.ts'
import type { Grant } from '../ports/grants.ts'

/** undefined for every other proof: its grant lives already, or there is none. */
export const grantOf = (
  { spend }: Proof,
  { authentication }: AuthenticatedClient,
  { policy, clock, from }: Pick<Needs, 'policy' | 'clock'> & { readonly from: string },
): Grant | undefined => {
  if (spend.kind !== 'code') return undefined
  const { code } = spend
  const now = clock.now()
  return {
    id: code.grantId,
    userId: code.userId,
    userEpoch: code.userEpoch,
    clientId: code.clientId,
    clientAuthentication: authentication,
    redirectUri: code.redirectUri,
    approved: code.approved,
    hasOfflineAccess: code.hasOfflineAccess,
    authTime: code.authTime,
    amr: code.amr,
    createdAt: now,
    lastUsedAt: now,
    approvedFrom: code.approvedFrom,
    lastUsedFrom: from,
    absoluteExpiresAt: after(now, policy.lifetimes.refreshAbsolute),
  }
}
