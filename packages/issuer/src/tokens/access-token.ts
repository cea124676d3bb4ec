/** The claims of an access token: for exactly one resource, of exactly one grant. RFC 9068 §2.2 */
import type { AccessTokenClaims } from '@gatehouse/protocol/access-token'
import { formatScope } from '@gatehouse/protocol/scope'
import { after } from '@gatehouse/protocol/time'
import type { Authorization } from '../grants/grant.ts'
import type { Needs } from '../needs.ts'
import type { Client } from '../ports/clients.ts'
import { acrOf } from './authentication-context.ts'

export const accessTokenClaims = (
  { ids, clock, policy }: Pick<Needs, 'ids' | 'clock' | 'policy'>,
  authorization: Authorization,
  client: Client,
): AccessTokenClaims => {
  const now = clock.now()
  const { resource, grantId, authTime, amr } = authorization
  return {
    iss: policy.issuer,
    sub: authorization.subject,
    aud: resource.uri,
    client_id: client.id,
    scope: formatScope(authorization.scopes),
    iat: now,
    nbf: now,
    exp: after(now, resource.accessTokenLifetime),
    jti: ids.next('jti'),
    ...(grantId === undefined ? {} : { grant_id: grantId }),
    ...(authTime === undefined ? {} : { auth_time: authTime }),
    ...(amr === undefined ? {} : { acr: acrOf(amr), amr }),
  }
}
