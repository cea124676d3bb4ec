/** A client gives a token back: a refresh token ends the grant, an access token ends itself. RFC 7009 §2 */
import type { AccessTokenClaims } from '@gatehouse/protocol/access-token'
import { refuse } from '@gatehouse/protocol/errors'
import { required, type Parameters } from '@gatehouse/protocol/parameters'
import type { AuthenticatedClient } from '../clients/authenticate-client.ts'
import type { GrantId, RefreshTokenId } from '../ports/ids.ts'
import { readPresented } from '../presented-token.ts'
import type { Visit } from '../visit.ts'
import type { Needs } from '../needs.ts'
import type { FindAccessToken } from './find-access-token.ts'

/** Resolves for unknown tokens, too: the client wants it dead, and it is. `token_type_hint` is not needed: the form tells. */
export const revoke =
  (needs: Needs, findAccessToken: FindAccessToken) =>
  async (form: Parameters, client: AuthenticatedClient, visit: Visit): Promise<void> => {
    const token = required(form, 'token')
    const presented = readPresented('rft', token)
    if (presented) return revokeRefreshToken(needs)(presented, client, visit)
    return revokeAccessToken(needs)(await findAccessToken(token), client, visit)
  }

const revokeRefreshToken =
  ({ store, clock, digest, entry }: Needs) =>
  async (
    presented: { readonly id: string; readonly secret: string },
    { client, authentication }: AuthenticatedClient,
    visit: Visit,
  ): Promise<void> => {
    const found = await store.issuance.findRefreshToken(presented.id as RefreshTokenId, digest.sha256(presented.secret))
    if (!found) return
    const { grant } = found
    if (grant.clientId !== client.id) throw anotherClients()
    if (grant.clientAuthentication !== authentication) throw provenOtherwise()
    const facts = { userId: grant.userId, clientId: client.id, grantId: grant.id }
    await store.grants.end(grant.id, 'revoked', clock.now(), [entry('grant.revoked', visit, facts)])
  }

const revokeAccessToken =
  ({ store, clock, entry }: Needs) =>
  async (
    claims: AccessTokenClaims | undefined,
    { client, authentication }: AuthenticatedClient,
    visit: Visit,
  ): Promise<void> => {
    if (!claims) return
    if (claims.client_id !== client.id) throw anotherClients()
    const grant = claims.grant_id === undefined ? undefined : await store.grants.find(claims.grant_id as GrantId)
    if (grant && grant.clientAuthentication !== authentication) throw provenOtherwise()
    const { jti, aud, exp } = claims
    const journal = [entry('access-token.revoked', visit, { clientId: client.id, detail: { jti } })]
    await store.endedGrants.endToken({ jti, resource: aud, expiresAt: exp }, clock.now(), journal)
  }

const anotherClients = () => refuse('invalid_request', 'the token was issued to another client', { parameter: 'token' })

/** Whoever knows only the id of a client with keys ends nothing of it. */
const provenOtherwise = () =>
  refuse('invalid_client', 'the client proves itself in another way than when this grant began')
