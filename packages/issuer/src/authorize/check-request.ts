/** Room 3: is the request whole and allowed? What passes is stored as a snapshot, bound to this browser. RFC 6749 §4.1.1, RFC 7636 §4.3 */
import type { AuthorizationRequest } from '@gatehouse/protocol/authorization-request'
import { refuse } from '@gatehouse/protocol/errors'
import { offlineAccess, parseScope } from '@gatehouse/protocol/scope'
import { after } from '@gatehouse/protocol/time'
import type { Client } from '../ports/clients.ts'
import type { UserId } from '../ports/ids.ts'
import type { PendingAuthorization } from '../ports/pending-authorizations.ts'
import { pairsAsked } from '../scopes-asked.ts'
import { readIdTokenHint } from '../tokens/id-token-hint.ts'
import type { OpenRequest } from './corridor.ts'
import type { ReplyAddress } from './identify-client.ts'
import type { Needs } from '../needs.ts'

export type Arrival = { readonly isCrossSite: boolean } & (
  | { readonly browserSecret: string }
  /** A POST from another site carries no cookie: the request waits under a one-time secret. */
  | { readonly handle: string }
)

export const checkRequest =
  (needs: Needs) =>
  async (reply: ReplyAddress, request: AuthorizationRequest, arrival: Arrival): Promise<OpenRequest> => {
    const { store, ids, clock, digest, policy } = needs
    const { client } = reply
    if (!client.grantTypes.includes('authorization_code')) {
      throw refuse('unauthorized_client', 'this client is not registered for the authorization code grant')
    }
    const registry = await store.resources.list()
    const asked = parseScope(request.scope)
    const now = clock.now()
    const pending: PendingAuthorization = {
      id: ids.next('pen'),
      boundTo:
        'handle' in arrival
          ? { handleHash: digest.sha256(arrival.handle) }
          : { browserHash: digest.sha256(arrival.browserSecret) },
      clientId: client.id,
      clientSnapshot: client.provenance === 'document' ? client : undefined,
      redirectUri: reply.redirectUri,
      state: reply.state,
      responseMode: reply.responseMode,
      codeChallenge: request.code_challenge,
      asked: pairsAsked({ scopes: asked, resource: request.resource }, registry, policy.issuer),
      asksOfflineAccess: asked.includes(offlineAccess),
      prompt: request.prompt,
      maxAge: request.max_age,
      loginHint: request.login_hint,
      nonce: request.nonce,
      expectedUserId: await expectedUser(needs, request.id_token_hint, client),
      isCrossSite: arrival.isCrossSite,
      createdAt: now,
      expiresAt: after(now, policy.lifetimes.pendingAuthorization),
    }
    await store.pendingAuthorizations.create(pending)
    return { pending, reply, browserSecret: 'handle' in arrival ? undefined : arrival.browserSecret }
  }

/** A hint that is not ours, or not this client's, is no slip of the pen. OIDC Core §3.1.2.1 */
const expectedUser = async (needs: Needs, hint: string | undefined, client: Client): Promise<UserId | undefined> => {
  if (hint === undefined) return undefined
  const hinted = await readIdTokenHint(needs)(hint)
  if (hinted?.clientId === client.id) return hinted.userId
  throw refuse('invalid_request', 'id_token_hint is no ID token that this server gave to this client', {
    parameter: 'id_token_hint',
  })
}
