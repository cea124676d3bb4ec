/** An ID token comes back as a hint: of whom does the client speak, and who is the client? Expired ones count: that they age is their nature. OIDC Core §3.1.2.1 */
import { idTokenType } from '@gatehouse/protocol/id-token'
import type { EpochSeconds } from '@gatehouse/protocol/time'
import type { Needs } from '../needs.ts'
import type { ClientId, UserId } from '../ports/ids.ts'

export interface HintedPerson {
  readonly userId: UserId
  /** To whom we gave the token. */
  readonly clientId: ClientId
  /** Of the session that it was given in. */
  readonly authTime: EpochSeconds
}

/** undefined unless we signed it as an ID token: an access token is no hint. */
export const readIdTokenHint =
  ({ signer, policy }: Pick<Needs, 'signer' | 'policy'>) =>
  async (hint: string): Promise<HintedPerson | undefined> => {
    const { iss, sub, aud, auth_time } = (await signer.verifyOwn(idTokenType, hint)) ?? {}
    if (iss !== policy.issuer || typeof sub !== 'string') return undefined
    if (typeof aud !== 'string' || typeof auth_time !== 'number') return undefined
    return { userId: sub as UserId, clientId: aud as ClientId, authTime: auth_time as EpochSeconds }
  }
