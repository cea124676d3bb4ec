/** Room 2: who asks, and the one place where the answer may go. Errors until here are a page of ours. RFC 6749 §3.1.2, §4.1.2.1 */
import { refuse } from '@gatehouse/protocol/errors'
import { matchesRedirectUri } from '@gatehouse/protocol/redirect-uri'
import type { Client } from '../ports/clients.ts'
import type { ClientId } from '../ports/ids.ts'
import type { PendingAuthorization } from '../ports/pending-authorizations.ts'
import type { Ports } from '../ports/ports.ts'

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

export const identifyClient =
  ({ store }: Pick<Ports, 'store'>) =>
  async (named: NamedClient): Promise<ReplyAddress> => {
    const { client_id, redirect_uri, state, response_mode } = named
    if (client_id === undefined) throw refuse('invalid_request', 'client_id is missing', { parameter: 'client_id' })
    const client = await findEnabled(store.clients, client_id)
    if (redirect_uri === undefined) {
      throw refuse('invalid_request', 'redirect_uri is missing', { parameter: 'redirect_uri' })
    }
    if (!isRegistered(client, redirect_uri)) {
      throw refuse('invalid_request', 'redirect_uri is not one that this client registered', {
        parameter: 'redirect_uri',
      })
    }
    return reply({
      client,
      redirectUri: redirect_uri,
      state,
      responseMode: response_mode === 'form_post' ? 'form_post' : 'query',
    })
  }

/** The address of a stored request: it was proven when it was stored, and is proven again, because the client may have changed. */
export const replyAddressOf =
  ({ store }: Pick<Ports, 'store'>) =>
  async (pending: PendingAuthorization): Promise<ReplyAddress> => {
    const client = await findEnabled(store.clients, pending.clientId)
    const { redirectUri, state, responseMode } = pending
    if (!isRegistered(client, redirectUri)) {
      throw refuse('invalid_request', 'the client has changed its redirect URIs: start again from the app', {
        parameter: 'redirect_uri',
      })
    }
    return reply({ client, redirectUri, state, responseMode })
  }

const findEnabled = async (clients: Ports['store']['clients'], id: string): Promise<Client> => {
  const client = id.length <= longestClientId ? await clients.find(id as ClientId) : undefined
  if (client && client.disabledAt === undefined) return client
  throw refuse('invalid_request', 'this client is not known here: remove the server in the app and add it again', {
    parameter: 'client_id',
  })
}

const longestClientId = 2048

const isRegistered = (client: Client, uri: string): boolean =>
  client.redirectUris.some((registered) => matchesRedirectUri(registered, uri))

const reply = (address: Omit<ReplyAddress, typeof proven>): ReplyAddress => address as ReplyAddress
