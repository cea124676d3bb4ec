/** Room 3: is the request whole and allowed? What passes is stored as a snapshot, bound to this browser. RFC 6749 §4.1.1, RFC 7636 §4.3 */
import type { AuthorizationRequest } from '@gatehouse/protocol/authorization-request'
import { refuse } from '@gatehouse/protocol/errors'
import { offlineAccess, parseScope } from '@gatehouse/protocol/scope'
import { after } from '@gatehouse/protocol/time'
import type { PendingAuthorization } from '../ports/pending-authorizations.ts'
import { findTargets, scopesFor } from '../scopes-asked.ts'
import type { OpenRequest } from './corridor.ts'
import type { ReplyAddress } from './identify-client.ts'
import type { Needs } from '../needs.ts'

export type Arrival = { readonly isCrossSite: boolean } & (
  | { readonly browserSecret: string }
  /** A POST from another site carries no cookie: the request waits under a one-time secret. */
  | { readonly handle: string }
)

export const checkRequest =
  ({ store, ids, clock, digest, policy }: Needs) =>
  async (reply: ReplyAddress, request: AuthorizationRequest, arrival: Arrival): Promise<OpenRequest> => {
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
      redirectUri: reply.redirectUri,
      state: reply.state,
      responseMode: reply.responseMode,
      codeChallenge: request.code_challenge,
      asked: scopesFor(asked, findTargets(request.resource, registry), registry),
      asksOfflineAccess: asked.includes(offlineAccess),
      prompt: request.prompt,
      maxAge: request.max_age,
      loginHint: request.login_hint,
      isCrossSite: arrival.isCrossSite,
      createdAt: now,
      expiresAt: after(now, policy.lifetimes.pendingAuthorization),
    }
    await store.pendingAuthorizations.create(pending)
    return { pending, reply, browserSecret: 'handle' in arrival ? undefined : arrival.browserSecret }
  }
