/** Room 2: who asks, and the one place where the answer may go. Errors until here are a page of ours. RFC 6749 §3.1.2, §4.1.2.1 */
import { refuse } from '@gatehouse/protocol/errors'
import { namesDocument } from '@gatehouse/protocol/metadata/client-id-url'
import { matchesRedirectUri } from '@gatehouse/protocol/redirect-uri'
import { asKnown, mayAnswerTo } from '../clients/document-rules.ts'
import { metadataDocuments } from '../clients/metadata-document.ts'
import { isBlocked, longestClientId } from '../clients/standing.ts'
import type { Needs } from '../needs.ts'
import type { Client } from '../ports/clients.ts'
import type { ClientId } from '../ports/ids.ts'
import type { PendingAuthorization } from '../ports/pending-authorizations.ts'
import type { Visit } from '../visit.ts'

declare const proven: unique symbol

/** Only this file makes one: an open redirect does not type-check. */
export interface ReplyAddress {
  readonly client: Client
  readonly redirectUri: string
  readonly state?: string | undefined
  readonly responseMode: 'query' | 'form_post'
  readonly [proven]: true
}

export interface NamedClient {
  readonly client_id?: string | undefined
  readonly redirect_uri?: string | undefined
  readonly state?: string | undefined
  readonly response_mode?: string | undefined
}

export const identifyClient = (needs: Needs, grantTypes: readonly string[]) => {
  const { store, policy } = needs
  const findByDocument = metadataDocuments(needs, grantTypes)
  return async (named: NamedClient, visit: Visit): Promise<ReplyAddress> => {
    const { client_id, redirect_uri, state, response_mode } = named
    if (client_id === undefined) throw refuse('invalid_request', 'client_id is missing', { parameter: 'client_id' })
    const stored = client_id.length <= longestClientId ? await store.clients.find(client_id as ClientId) : undefined
    // Who brought an id decides how it is known: one that an operator wrote down is never looked up elsewhere.
    const isByDocument = stored ? stored.provenance === 'document' : namesDocument(client_id)
    const client = isByDocument ? await findByDocument(client_id, stored, visit) : enabled(stored, needs)
    if (redirect_uri === undefined) {
      throw refuse('invalid_request', 'redirect_uri is missing', { parameter: 'redirect_uri' })
    }
    if (!isRegistered(client, redirect_uri, needs)) {
      throw refuse('invalid_request', 'redirect_uri is not one that this client registered', {
        parameter: 'redirect_uri',
      })
    }
    return reply({
      client: asKnown(client, redirect_uri, policy.clientDocuments),
      redirectUri: redirect_uri,
      state,
      responseMode: response_mode === 'form_post' ? 'form_post' : 'query',
    })
  }
}

/**
 * The address of a stored request: it was proven when it was stored, and is proven again, because the client may have changed.
 * A client known by a document stays as it was when it asked; only that it was not blocked or removed since is looked up.
 */
export const replyAddressOf =
  (needs: Pick<Needs, 'store' | 'policy'>) =>
  async (pending: PendingAuthorization): Promise<ReplyAddress> => {
    const now = enabled(await needs.store.clients.find(pending.clientId), needs)
    const client = now.provenance === 'document' ? (pending.clientSnapshot ?? now) : now
    const { redirectUri, state, responseMode } = pending
    if (!isRegistered(client, redirectUri, needs)) {
      throw refuse('invalid_request', 'the client has changed its redirect URIs: start again from the app', {
        parameter: 'redirect_uri',
      })
    }
    return reply({ client, redirectUri, state, responseMode })
  }

const enabled = (client: Client | undefined, { policy }: Pick<Needs, 'policy'>): Client => {
  if (client && !isBlocked(client, policy)) return client
  throw refuse('invalid_request', 'this client is not known here: remove the server in the app and add it again', {
    parameter: 'client_id',
  })
}

const isRegistered = (client: Client, uri: string, { policy }: Pick<Needs, 'policy'>): boolean =>
  client.redirectUris.some((registered) => matchesRedirectUri(registered, uri)) &&
  (client.provenance !== 'document' || mayAnswerTo(policy.clientDocuments, uri))

const reply = (address: Omit<ReplyAddress, typeof proven>): ReplyAddress => address as ReplyAddress
