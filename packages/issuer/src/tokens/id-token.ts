/** An ID token comes to life beside an access token, when the grant has `openid`. It says who; name and e-mail are told at userinfo. OIDC Core §2, §3.1.3.6, §12.2 */
import { idTokenType, type IdTokenClaims } from '@gatehouse/protocol/id-token'
import { openId } from '@gatehouse/protocol/scope'
import { after, hours } from '@gatehouse/protocol/time'
import { base64url } from 'jose'
import { idTokenAlgorithmOf } from '../clients/registered.ts'
import type { Authorization } from '../grants/grant.ts'
import type { Needs } from '../needs.ts'
import type { Client } from '../ports/clients.ts'
import type { Digest } from '../ports/digest.ts'
import { acrOf } from './authentication-context.ts'

/** A client checks it at once; what is alive longer is its own session. */
const lifetime = hours(1)

interface Beside {
  readonly authorization: Authorization
  readonly client: Client
  readonly accessToken: string
}

/** undefined for a grant without `openid`. */
export const newIdToken = async (
  { policy, clock, digest, signer }: Pick<Needs, 'policy' | 'clock' | 'digest' | 'signer'>,
  { authorization, client, accessToken }: Beside,
): Promise<string | undefined> => {
  const { subject, scopes, authTime, amr, nonce } = authorization
  if (!scopes.includes(openId) || authTime === undefined || amr === undefined) return undefined
  const now = clock.now()
  const [first] = signer.algorithms()
  const alg = signer.algorithms().find((candidate) => candidate === idTokenAlgorithmOf(client)) ?? first
  const claims: IdTokenClaims = {
    iss: policy.issuer,
    sub: subject,
    aud: client.id,
    iat: now,
    exp: after(now, lifetime),
    auth_time: authTime,
    acr: acrOf(amr),
    amr,
    ...(nonce === undefined ? {} : { nonce }),
    ...accessTokenHash(digest, accessToken, alg),
  }
  return signer.sign(idTokenType, { ...claims }, alg)
}

/** The left half of the hash that `alg` works with; optional beside a code, so other families than SHA-256 do without. OIDC Core §3.1.3.6 */
const accessTokenHash = (digest: Digest, token: string, alg: string | undefined): { readonly at_hash?: string } => {
  if (!alg?.endsWith('256')) return {}
  return { at_hash: base64url.encode(base64url.decode(digest.sha256(token)).slice(0, 16)) }
}
