/** A client id that is a URL: where the document stands that describes the client. Raw text in, its fault out. CIMD draft §3 */
import { isHostName, readUri, webOriginOf } from '../uri.ts'

/** Whoever sends such an id means a document; every other id is a name in our own register. */
export const namesDocument = (clientId: string): boolean => /^https?:/i.test(clientId)

/** Why this text cannot be such an id, in words for the operator. Looks at what was sent, never at what a parser makes of it. */
export const faultOfClientIdUrl = (text: string, ownIssuer: string): string | undefined => {
  if (!text.startsWith('https://')) return 'it does not begin with https://'
  // Among them every dot segment, raw or encoded: parsers remove those.
  const uri = readUri(text)
  if (!uri) return 'it is not a URL that every parser reads alike'
  const { userinfo, host = '', port, path, query, fragment } = uri
  if (userinfo !== undefined) return 'it names a user before the host'
  if (fragment !== undefined) return 'it has a fragment'
  if (query === '') return 'its query is empty'
  if (path === '' || path === '/') return 'it has no path'
  if (/^[\d.]+$/.test(host) || !isHostName(host)) return 'it must name its host, not an address'
  if (port === '0') return 'its port is 0'
  return webOriginOf(text) === webOriginOf(ownIssuer) ? 'it is an address of this server' : undefined
}

/** The host of such an id, in lower case and without a port. */
export const hostOfClientId = (clientId: string): string => readUri(clientId)?.host?.toLowerCase() ?? ''
