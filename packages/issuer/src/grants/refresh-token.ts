/** The refresh_token grant: each token is used once and followed by its child. RFC 6749 §6, RFC 9700 §4.14.2 */
import { refuse } from '@gatehouse/protocol/errors'
import { required, single } from '@gatehouse/protocol/parameters'
import { offlineAccess, parseScope } from '@gatehouse/protocol/scope'
import type { AuthenticatedClient } from '../clients/authenticate-client.ts'
import type { Grant } from '../ports/grants.ts'
import type { RefreshTokenId } from '../ports/ids.ts'
import type { ResourceScopes } from '../ports/pending-authorizations.ts'
import type { RefreshToken } from '../ports/issuance.ts'
import type { Ports } from '../ports/ports.ts'
import { readPresented } from '../presented-token.ts'
import { isShared } from '../scopes-asked.ts'
import { listTargets } from '../registry/targets.ts'
import { selectResource } from '../tokens/select-resource.ts'
import { unchangedUser } from '../tokens/unchanged-user.ts'
import type { Needs } from '../needs.ts'
import type { GrantDefinition } from './grant.ts'

export const refreshToken = (needs: Needs): GrantDefinition => ({
  type: 'refresh_token',
  // A client that asked for offline_access has refresh tokens without listing the grant type.
  allows: ({ client }) =>
    client.grantTypes.includes('refresh_token') || client.grantTypes.includes('authorization_code'),
  async prove(form, client) {
    const presented = required(form, 'refresh_token')
    const { token, grant } = await findLive(needs, presented, client)
    const { resource, scopes } = selectResource(form, grant.approved, await listTargets(needs))
    const narrowed = narrow(parseScope(single(form, 'scope')), scopes, grant.approved)
    const user = await unchangedUser(needs)(grant)
    return {
      authorization: {
        subject: user.id,
        grantId: grant.id,
        resource,
        scopes: narrowed,
        hasOfflineAccess: grant.hasOfflineAccess,
        authTime: grant.authTime,
        amr: grant.amr,
      },
      spend: { kind: 'refreshToken', token, grant, presented },
    }
  },
})

/** A rotated token is live here: whether it is a race or a theft is decided in one place, tokens/replay.ts. */
const findLive = async (
  { store, clock, digest }: Ports,
  text: string,
  { client, authentication }: AuthenticatedClient,
): Promise<{ readonly token: RefreshToken; readonly grant: Grant }> => {
  const presented = readPresented('rft', text)
  const found =
    presented &&
    (await store.issuance.findRefreshToken(presented.id as RefreshTokenId, digest.sha256(presented.secret)))
  if (!found || found.grant.clientId !== client.id)
    throw refuse('invalid_grant', 'the refresh token is unknown to this client')
  const { token, grant } = found
  if (grant.clientAuthentication !== authentication) {
    throw refuse('invalid_grant', 'the client proves itself in another way than when this grant began')
  }
  if (grant.ended) throw refuse('invalid_grant', 'this grant has ended: authorize again')
  const now = clock.now()
  const isOver = grant.absoluteExpiresAt <= now || (!token.rotated && token.idleExpiresAt <= now)
  if (isOver) throw refuse('invalid_grant', 'the refresh token has expired: authorize again')
  return found
}

/**
 * Fewer scopes are welcome and do not shrink the grant; more are refused. Scopes of the grant's other servers are left out.
 * OpenID scopes alone mean all of the server's, as they do when a grant begins. RFC 6749 §6
 */
const narrow = (
  asked: readonly string[],
  scopes: readonly string[],
  approved: readonly ResourceScopes[],
): readonly string[] => {
  const owned = asked.filter((scope) => !isShared(scope))
  const wider = owned.find((scope) => !approved.some((pair) => pair.scopes.includes(scope)))
  if (wider !== undefined)
    throw refuse('invalid_scope', `the grant does not hold the scope ${wider}`, { parameter: 'scope' })
  if (asked.every((scope) => scope === offlineAccess)) return scopes
  return scopes.filter((scope) => asked.includes(scope) || (owned.length === 0 && !isShared(scope)))
}
