/** An access token comes to life in the form that its resource asks for: a signed JWT, or a secret whose meaning stays with us. RFC 9068 §2, RFC 6749 §1.4 */
import { accessTokenType, type AccessTokenClaims } from '@gatehouse/protocol/access-token'
import type { Authorization } from '../grants/grant.ts'
import type { Needs } from '../needs.ts'
import type { Client } from '../ports/clients.ts'
import type { OpaqueToken } from '../ports/issuance.ts'
import { presentable } from '../presented-token.ts'
import { accessTokenClaims } from './access-token.ts'

export interface NewAccessToken {
  /** What the client gets. */
  readonly text: string
  readonly claims: AccessTokenClaims
  /** Of an opaque one: to be written with what it spends. */
  readonly row?: OpaqueToken | undefined
}

export const newAccessToken = async (
  needs: Pick<Needs, 'ids' | 'clock' | 'policy' | 'digest' | 'signer'>,
  authorization: Authorization,
  client: Client,
): Promise<NewAccessToken> => {
  const { ids, digest, signer } = needs
  const drawn = accessTokenClaims(needs, authorization, client)
  if (authorization.resource.accessTokenFormat === 'jwt') {
    return { text: await signer.sign(accessTokenType, { ...drawn }), claims: drawn }
  }
  const id = ids.next('act')
  const secret = ids.secret()
  const claims = { ...drawn, jti: id }
  const { grantId } = authorization
  const row = { id, secretHash: digest.sha256(secret), claims, grantId, expiresAt: claims.exp }
  return { text: presentable(id, secret), claims, row }
}
