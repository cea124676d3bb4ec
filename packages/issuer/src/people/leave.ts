/** An app sends a person to sign out: who asks, where may the browser go on to, and must the person be asked? OIDC RP-Initiated Logout §2-§4 */
import { refuse } from '@gatehouse/protocol/errors'
import { postLogoutUrl, type LogoutRequest } from '@gatehouse/protocol/logout-request'
import { postLogoutRedirectUrisOf } from '../clients/registered.ts'
import type { Needs } from '../needs.ts'
import type { Client } from '../ports/clients.ts'
import type { ClientId } from '../ports/ids.ts'
import { readIdTokenHint, type HintedPerson } from '../tokens/id-token-hint.ts'
import type { SignedIn } from './sign-in.ts'

export interface Leaving {
  /** The id token was made in this very session: whoever shows it may end it. Otherwise the person is asked. */
  readonly isProven: boolean
  /** undefined: nobody known, or what it said contradicts itself. */
  readonly client?: Client | undefined
  readonly onward?: OnwardAddress | undefined
}

declare const registered: unique symbol

/** Only this file makes one: an address that this client registered for the end of a session. */
export interface OnwardAddress {
  readonly uri: string
  /** With the client's state. */
  readonly url: string
  readonly [registered]: true
}

/** Reads only. Throws invalid_request when a known client names an address that it has not registered. */
export const readLeaving =
  (needs: Pick<Needs, 'store' | 'signer' | 'policy'>) =>
  async (request: LogoutRequest, signedIn: SignedIn | undefined): Promise<Leaving> => {
    const hint = request.id_token_hint === undefined ? undefined : await readIdTokenHint(needs)(request.id_token_hint)
    const client = await findClient(needs, request, hint)
    if (!client) return { isProven: false }
    return { isProven: isOfSession(hint, signedIn), client, onward: onwardAddress(request, client) }
  }

/** A hint that is not ours, or not of the client that is named, spoils everything that came with it. */
const findClient = async (
  { store }: Pick<Needs, 'store'>,
  { id_token_hint, client_id }: LogoutRequest,
  hint: HintedPerson | undefined,
): Promise<Client | undefined> => {
  const id = hint?.clientId ?? client_id
  const isSpoiled = (id_token_hint !== undefined && !hint) || (client_id !== undefined && client_id !== id)
  if (id === undefined || isSpoiled || id.length > longestClientId) return undefined
  const client = await store.clients.find(id as ClientId)
  return client?.disabledAt === undefined ? client : undefined
}

const longestClientId = 2048

/** The same person is not enough: an old token must not end a session that it knows nothing of. */
const isOfSession = (hint: HintedPerson | undefined, signedIn: SignedIn | undefined): boolean =>
  hint !== undefined && hint.userId === signedIn?.user.id && hint.authTime === signedIn.session.authTime

const onwardAddress = (
  { post_logout_redirect_uri: uri, state }: LogoutRequest,
  client: Client,
): OnwardAddress | undefined => {
  if (uri === undefined) return undefined
  if (postLogoutRedirectUrisOf(client).includes(uri)) return { uri, url: postLogoutUrl(uri, state) } as OnwardAddress
  throw refuse('invalid_request', 'post_logout_redirect_uri is not one that this client registered', {
    parameter: 'post_logout_redirect_uri',
  })
}
