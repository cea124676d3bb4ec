/** Which clients an operator lets in by their document, and for which of them the name is vouched for. protocol.md "Client registration" */
import { faultOfClientIdUrl, hostOfClientId } from '@gatehouse/protocol/metadata/client-id-url'
import { matchesRedirectUri, redirectUriPlace } from '@gatehouse/protocol/redirect-uri'
import type { Policy } from '../policy.ts'
import type { Client } from '../ports/clients.ts'

export interface DocumentRules {
  /** `known`: only the clients of `known`, and those on `hosts`. */
  readonly accept: 'any' | 'known' | 'off'
  /** `app.example`, or `*.app.example` for every name below it; also the next one. */
  readonly hosts: readonly string[]
  /** Beats everything else, for tokens that were given already, too. */
  readonly blockedHosts: readonly string[]
  /** When not empty: an answer goes to these hosts or URIs only, and the document must name the URI as well. */
  readonly redirects: readonly string[]
  readonly known: readonly KnownClient[]
}

/** A client that is known before it comes. In a URI a `*` stands for one step of a path that the client chooses. */
export interface KnownClient {
  readonly name: string
  readonly clientIds: readonly string[]
  readonly redirectUris: readonly string[]
  /** Its name may be shown as verified, where the answer goes to one of its https redirect URIs. */
  readonly isVouchedFor: boolean
}

/** Why no document is asked for about this id, in words for the operator. */
export const faultOfDocumentId = (id: string, { issuer, clientDocuments: rules }: Policy): string | undefined => {
  if (rules.accept === 'off') return 'clients that are known by a document are turned off'
  const fault = faultOfClientIdUrl(id, issuer)
  if (fault !== undefined) return fault
  const host = hostOfClientId(id)
  if (isListedHost(rules.blockedHosts, host)) return `the host ${host} is blocked`
  if (rules.accept === 'any' || isListedHost(rules.hosts, host)) return undefined
  return knownAs(id, rules) ? undefined : `neither the client nor the host ${host} is listed`
}

export const isListedHost = (list: readonly string[], host: string): boolean =>
  list.some((entry) => (entry.startsWith('*.') ? host.endsWith(entry.slice(1)) : host === entry))

/** The document says where answers may go; an operator can say so, too, and then both must. */
export const mayAnswerTo = ({ redirects }: DocumentRules, redirectUri: string): boolean =>
  redirects.length === 0 ||
  redirects.some((entry) =>
    entry.includes(':') ? matchesRedirectUri(entry, redirectUri) : isListedHost([entry], hostOfRedirect(redirectUri)),
  )

/** `localhost` stands for every form of this computer. A scheme of an app is no host, even if it looks like one. */
const hostOfRedirect = (redirectUri: string): string => {
  const { kind, display } = redirectUriPlace(redirectUri)
  if (kind === 'private-use') return ''
  return kind === 'loopback' ? 'localhost' : (display.split(':')[0] ?? '')
}

/** The client under the name that it is known by. Its host keeps the document, so only an answer to the web is proof of the name. RFC 8252 §8.6 */
export const asKnown = (client: Client, redirectUri: string, rules: DocumentRules): Client => {
  const known = client.provenance === 'document' ? knownAs(client.id, rules) : undefined
  const isVerified =
    known?.isVouchedFor === true &&
    redirectUriPlace(redirectUri).kind === 'https' &&
    known.redirectUris.some((uri) => fits(uri, redirectUri))
  return isVerified ? { ...client, name: known.name, isVerified } : client
}

const knownAs = (id: string, { known }: DocumentRules): KnownClient | undefined =>
  known.find(({ clientIds }) => clientIds.some((clientId) => fits(clientId, id)))

const fits = (pattern: string, uri: string): boolean => {
  const [before = '', ...rest] = pattern.split('*')
  if (rest.length === 0) return pattern === uri
  const after = rest.join('*')
  const step = uri.slice(before.length, uri.length - after.length)
  return uri.startsWith(before) && uri.endsWith(after) && /^[A-Za-z0-9_-]+$/.test(step)
}
