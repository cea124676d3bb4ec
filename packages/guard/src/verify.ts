/** From a JWT to its caller: form, header, signature, claims, in this order and all of them. RFC 9068 §4, RFC 8725 §3 */
import type { EpochSeconds } from '@gatehouse/protocol/time'
import { callerOf } from './caller.ts'
import { checkClaims } from './claims.ts'
import type { IssuerKeys } from './discover.ts'
import type { IssuerSettings } from './issuer-options.ts'
import type { VerifiedToken } from './verified-tokens.ts'
import { verifyJws } from './verify-jws.ts'

export interface VerifierNeeds {
  readonly issuer: IssuerSettings
  readonly keys: IssuerKeys
  readonly now: () => EpochSeconds
}

export type Verify = (token: string) => Promise<VerifiedToken>

/** Refuses with `invalid_token`, or `temporarily_unavailable` while the issuer's keys cannot be had. */
export const createVerifier =
  ({ issuer, keys, now }: VerifierNeeds): Verify =>
  async (token) => {
    const { profile, algorithms, url } = issuer
    const text = await verifyJws(token, { types: profile.types, algorithms, keys })
    const claims = checkClaims(text, { ...issuer, issuer: url, now: now() })
    return { caller: callerOf(claims, url, 'jwt'), jti: claims.jti, expiresAt: claims.expiresAt }
  }
