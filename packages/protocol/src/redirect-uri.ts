/** Redirect URIs: what may be registered, what matches, and where an answer would go. RFC 6749 §3.1.2, RFC 8252 §7, RFC 9700 §4.1.3 */
import { decodeFormText } from './parameters.ts'
import { dangerOf, defaultPortOf, isHostName, readUri, type Uri } from './uri.ts'

export type RedirectUriKind = 'https' | 'loopback' | 'private-use'

/** `dangerous`: nobody honest sends it, the whole registration is refused. `unacceptable`: this one URI is left out. */
export interface RefusedRedirectUri {
  readonly refused: 'dangerous' | 'unacceptable'
  /** In words, for the caller. */
  readonly reason: string
}

export interface RedirectUriOptions {
  /** Schemes without a dot that native apps may use, without colon: `cursor`, `vscode`. */
  readonly privateUseSchemes: readonly string[]
}

/** What kind of redirect URI this is, or why it may not be registered. Every door through which a URI can enter asks here. */
export const classifyRedirectUri = (
  uri: string,
  { privateUseSchemes }: RedirectUriOptions,
): { readonly kind: RedirectUriKind } | RefusedRedirectUri => {
  const danger = dangerOf(uri)
  if (danger) return { refused: 'dangerous', reason: danger }
  const parts = readUri(uri)
  const fault = parts
    ? (commonFaultOf(uri, parts) ?? kindFaultOf(parts, privateUseSchemes))
    : 'it is not an absolute URI'
  if (!parts || fault) return { refused: 'unacceptable', reason: fault ?? '' }
  return { kind: kindOf(parts) }
}

/** Byte for byte; only for registered loopback forms the port is free and an empty path equals `/`. RFC 8252 §7.3 */
export const matchesRedirectUri = (registered: string, presented: string): boolean => {
  if (registered === presented) return readSafeTarget(presented) !== undefined
  const form = withoutLoopbackPort(registered)
  return form !== undefined && form === withoutLoopbackPort(presented)
}

/**
 * Where an answer to this registered URI goes, as a person should read it: the host (A-label, port if unusual), `this computer`, or the
 * app's scheme. `https://localhost` is this computer, too.
 */
export const redirectUriPlace = (uri: string): { readonly kind: RedirectUriKind; readonly display: string } => {
  const parts = readUri(uri)
  if (!parts) throw new Error('only a registered redirect URI has a place')
  const host = parts.host?.toLowerCase() ?? ''
  const isWeb = parts.scheme === 'https' || parts.scheme === 'http'
  if (isWeb && namesThisComputer(host)) return { kind: 'loopback', display: 'this computer' }
  if (!isWeb)
    return { kind: 'private-use', display: parts.host ? `${parts.scheme}://${parts.host}` : `${parts.scheme}:` }
  const showsPort = parts.port !== undefined && parts.port !== defaultPortOf(parts.scheme)
  return { kind: 'https', display: showsPort ? `${host}:${parts.port}` : host }
}

/** The literals that RFC 8252 §7.3 and §8.3 know; other spellings of the same addresses are refused. */
const loopbackHosts: readonly string[] = ['127.0.0.1', '[::1]', 'localhost']

const namesThisComputer = (host: string): boolean =>
  loopbackHosts.includes(host) || host.endsWith('.localhost') || /^127(?:\.\d{1,3}){3}$/.test(host)

const readSafeTarget = (uri: string): Uri | undefined => {
  const parts = dangerOf(uri) === undefined ? readUri(uri) : undefined
  return parts?.fragment === undefined && parts?.port !== '0' ? parts : undefined
}

const commonFaultOf = (uri: string, { query, fragment }: Uri): string | undefined => {
  if (fragment !== undefined) return 'it has a fragment'
  // Legal in a URI, but whoever registers them expects patterns, and URIs are compared byte by byte.
  if (/[*$()]/.test(uri)) return 'it looks like a pattern; only exact URIs can be registered'
  return query !== undefined && holdsAnswerParameter(query) ? 'its query uses a name that the answer needs' : undefined
}

const kindFaultOf = (parts: Uri, privateUseSchemes: readonly string[]): string | undefined => {
  if (parts.scheme !== 'https' && parts.scheme !== 'http') return privateUseFaultOf(parts, privateUseSchemes)
  if (parts.host === undefined || !(parts.host.startsWith('[') || isHostName(parts.host)))
    return 'its host is not a host name or address'
  if (parts.port === '0') return 'its port is 0'
  const isPlainElsewhere = parts.scheme === 'http' && !loopbackHosts.includes(parts.host)
  return isPlainElsewhere ? 'http is only for 127.0.0.1, [::1] and localhost; use https' : undefined
}

const privateUseFaultOf = ({ scheme, host, path }: Uri, allowed: readonly string[]): string | undefined => {
  const isReverseDomain = /^[a-z][a-z0-9+-]*(?:\.[a-z0-9+-]+)+$/.test(scheme)
  if (!isReverseDomain && !allowed.includes(scheme)) return `the scheme ${scheme} is not allowed here`
  return host === undefined && !path.startsWith('/') ? 'it has no path' : undefined
}

const kindOf = ({ scheme }: Uri): RedirectUriKind => {
  if (scheme === 'https') return 'https'
  return scheme === 'http' ? 'loopback' : 'private-use'
}

const answerParameters: readonly string[] = [
  'code',
  'state',
  'iss',
  'error',
  'error_description',
  'error_uri',
  'response',
]

/** Whether a query already has a name that the answer will add; undecodable names count. RFC 9207 §2 */
export const holdsAnswerParameter = (query: string): boolean =>
  query.split('&').some((member) => {
    const name = decodeFormText(member.split('=', 1)[0] ?? '')
    return name === undefined || answerParameters.includes(name.toLowerCase())
  })

/** The URI minus its port, if it has one of the loopback forms. */
const withoutLoopbackPort = (uri: string): string | undefined => {
  const parts = uri.startsWith('http://') ? readSafeTarget(uri) : undefined
  if (parts?.host === undefined || !loopbackHosts.includes(parts.host)) return undefined
  return `${parts.host}${parts.path || '/'}${parts.query === undefined ? '' : `?${parts.query}`}`
}
