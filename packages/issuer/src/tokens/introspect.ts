/** What a token says, to those whom it concerns: a server asks about tokens for itself, a client about tokens it was given. RFC 7662 §2, §4 */
import { refuse } from '@gatehouse/protocol/errors'
import { introspectionResponseType, type IntrospectionResponse } from '@gatehouse/protocol/introspection'
import { required, type Parameters } from '@gatehouse/protocol/parameters'
import { formatScope } from '@gatehouse/protocol/scope'
import type { AuthenticatedClient, ClientRequest } from '../clients/authenticate-client.ts'
import type { Needs } from '../needs.ts'
import type { ClientId, RefreshTokenId } from '../ports/ids.ts'
import { readPresented } from '../presented-token.ts'
import { authenticateResource, type AuthenticatedResource } from '../registry/authenticate-resource.ts'
import type { Visit } from '../visit.ts'
import type { FindAccessToken } from './find-access-token.ts'

export type IntrospectionCaller = AuthenticatedResource | AuthenticatedClient

export interface Introspection {
  /** Throws invalid_client. A public client proves nothing, so it is told nothing. */
  authenticate(request: ClientRequest, visit: Visit): Promise<IntrospectionCaller>
  /** Whatever is not live and the caller's own is `{ active: false }`, for whatever reason. `token_type_hint` is not needed: the form tells. */
  introspect(form: Parameters, caller: IntrospectionCaller): Promise<IntrospectionResponse>
  /** The answer as a JWT for this caller. RFC 9701 §5 */
  sign(answer: IntrospectionResponse, caller: IntrospectionCaller): Promise<string>
  /** What discovery says. RFC 9701 §7 */
  signingAlgorithms(): readonly string[]
}

export interface IntrospectionRooms {
  readonly authenticateClient: (request: ClientRequest, visit: Visit) => Promise<AuthenticatedClient>
  readonly findAccessToken: FindAccessToken
}

export const introspection = (needs: Needs, rooms: IntrospectionRooms): Introspection => {
  const asServer = authenticateResource(needs)
  return {
    signingAlgorithms: () => needs.signer.algorithms().slice(0, 1),

    async authenticate(request, visit) {
      const server = await asServer(request, visit)
      if (server) return server
      const client = await rooms.authenticateClient(request, visit)
      if (client.authentication !== 'none') return client
      throw refuse('invalid_client', 'a client without a secret or key proves nothing, so it is told nothing')
    },

    async introspect(form, caller) {
      const token = required(form, 'token')
      const refreshToken = readPresented('rft', token)
      if (refreshToken) return 'client' in caller ? ofRefreshToken(needs, refreshToken, caller.client.id) : inactive
      const claims = await rooms.findAccessToken(token)
      const isTheirs = 'client' in caller ? claims?.client_id === caller.client.id : claims?.aud === caller.resource.uri
      return claims && isTheirs ? { active: true, token_type: 'Bearer', ...claims } : inactive
    },

    sign(answer, caller) {
      const aud = 'client' in caller ? caller.client.id : caller.resource.uri
      const claims = { iss: needs.policy.issuer, aud, iat: needs.clock.now(), token_introspection: answer }
      return needs.signer.sign(introspectionResponseType, claims)
    },
  }
}

const inactive: IntrospectionResponse = { active: false }

/** One that could be used now: not spent, not expired, and its grant lives. */
const ofRefreshToken = async (
  { store, clock, digest, policy }: Needs,
  { id, secret }: { readonly id: string; readonly secret: string },
  client: ClientId,
): Promise<IntrospectionResponse> => {
  const found = await store.issuance.findRefreshToken(id as RefreshTokenId, digest.sha256(secret))
  if (!found || found.grant.clientId !== client || found.token.rotated) return inactive
  const { token, grant } = found
  const exp = Math.min(token.idleExpiresAt, grant.absoluteExpiresAt)
  if (exp <= clock.now() || (await store.endedGrants.hasEnded({ grantId: grant.id, jti: id }))) return inactive
  return {
    active: true,
    iss: policy.issuer,
    sub: grant.userId,
    client_id: client,
    scope: formatScope(grant.approved.flatMap(({ scopes }) => scopes)),
    iat: token.createdAt,
    exp,
    grant_id: grant.id,
  }
}
