/** The informative URIs of a registration (client_uri and the like): never fetched, shown as links at most. RFC 7591 §2, §5 */
import { refuse } from '../errors.ts'
import { dangerOf, readUri } from '../uri.ts'
import { type Members, readText } from './client-members.ts'

const uriMembers: readonly string[] = ['client_uri', 'logo_uri', 'tos_uri', 'policy_uri', 'jwks_uri']

/** Looks at translated members (`client_uri#fr`), too, though they are not kept. RFC 7591 §2.2 */
export const refuseHostileUris = (members: Members): void => {
  for (const name of members.keys()) {
    const uri = uriMembers.includes(name.split('#', 1)[0] ?? '') ? readText(members, name) : undefined
    const hostility = uri === undefined ? undefined : hostilityOf(uri)
    if (hostility) throw refuse('invalid_client_metadata', `${name} is refused: ${hostility}`, { parameter: name })
  }
}

/** The URI if it is https at a public name; what is merely no use as a link (http, a local name, no URI) is left out. */
export const readWebUri = (members: Members, name: string): string | undefined => {
  const text = readHttpsUri(members, name)
  return text !== undefined && isPublicName(readUri(text)?.host ?? '') ? text : undefined
}

/** The URI if it is https, at whatever name. */
export const readHttpsUri = (members: Members, name: string): string | undefined => {
  const text = readText(members, name)
  const uri = text === undefined ? undefined : readUri(text)
  return uri?.scheme === 'https' && uri.host !== undefined && uri.userinfo === undefined ? text : undefined
}

const hostilityOf = (uri: string): string | undefined => {
  const danger = dangerOf(uri)
  if (danger || !URL.canParse(uri)) return danger
  // WHATWG parsing folds every spelling of an address (`2130706433`) into these two.
  return /^(?:\[.*\]|[\d.]+)$/.test(new URL(uri).hostname) ? 'it must name its host, not an address' : undefined
}

/** Special-use names mean another host, or none, to everybody else. RFC 6761, RFC 8375 */
const isPublicName = (host: string): boolean =>
  host.includes('.') && !/(?:^|\.)(?:localhost|local|internal|home\.arpa)\.?$/i.test(host)
