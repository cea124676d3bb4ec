/** The one reading of a URI: text in, its parts out, and only if every parser would see the same parts. RFC 3986 §3, WHATWG URL §4 */

/** The parts as they were written, except that the scheme is in lower case. */
export interface Uri {
  readonly scheme: string
  /** Present (perhaps empty) when there is a host. */
  readonly userinfo: string | undefined
  /** `undefined` without `//`; never empty. IPv6 in brackets. */
  readonly host: string | undefined
  readonly port: string | undefined
  readonly path: string
  readonly query: string | undefined
  readonly fragment: string | undefined
}

/** Longer URIs are refused wherever strangers may name one. */
const longestUri = 2000

const legal = /^(?:[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})+$/
const schemeGrammar = /([A-Za-z][A-Za-z0-9+.-]*)/.source
const authorityGrammar = /\/\/(?:([^@/?#[\]]*)@)?(\[[0-9A-Fa-f:.]+\]|[^@:/?#[\]]+)(?::([0-9]+))?(?=[/?#]|$)/.source
const restGrammar = /([^?#[\]]*)(?:\?([^#[\]]*))?(?:#([^#[\]]*))?/.source
const grammar = new RegExp(`^${schemeGrammar}:(?:${authorityGrammar})?${restGrammar}$`)

/** The parts of an absolute URI by RFC 3986; `undefined` if the text is none, is too long, or if a WHATWG parser reads it otherwise. */
export const readUri = (text: string): Uri | undefined => {
  const uri = splitUri(text)
  return uri && isReadAlike(text, uri) ? uri : undefined
}

const splitUri = (text: string): Uri | undefined => {
  if (text.length > longestUri || !legal.test(text)) return undefined
  const [, scheme = '', userinfo, host, port, path = '', query, fragment] = grammar.exec(text) ?? []
  if (scheme === '') return undefined
  return { scheme: scheme.toLowerCase(), userinfo, host, port, path, query, fragment }
}

const defaultPorts: Readonly<Record<string, string>> = { http: '80', https: '443', ws: '80', wss: '443', ftp: '21' }

/** The port that need not be written. */
export const defaultPortOf = (scheme: string): string | undefined =>
  Object.hasOwn(defaultPorts, scheme) ? defaultPorts[scheme] : undefined

const isReadAlike = (text: string, uri: Uri): boolean => {
  if (!URL.canParse(text)) return false
  const url = new URL(text)
  const defaultPort = defaultPortOf(uri.scheme)
  const isSpecial = defaultPort !== undefined || uri.scheme === 'file'
  const host = isSpecial || uri.host?.startsWith('[') ? uri.host?.toLowerCase() : (uri.host ?? '')
  return (
    url.protocol === `${uri.scheme}:` &&
    userinfoOf(url) === (uri.userinfo ?? '') &&
    url.hostname === host &&
    url.port === (uri.port === defaultPort ? '' : (uri.port ?? '')) &&
    url.pathname === (isSpecial ? uri.path || '/' : uri.path) &&
    url.search === (uri.query ? `?${uri.query}` : '') &&
    url.hash === (uri.fragment ? `#${uri.fragment}` : '')
  )
}

const userinfoOf = (url: URL): string => (url.password ? `${url.username}:${url.password}` : url.username)

const label = /[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?/.source
const hostName = new RegExp(`^${label}(?:\\.${label})*$`)

/** A name or an IPv4 address. A trailing dot is refused: it names the same host to DNS, and another one to everything that compares. */
export const isHostName = (host: string): boolean => host.length <= 253 && hostName.test(host)

/** Scheme, host and port of a web URL, each in its one spelling; `undefined` for everything else. RFC 6454 §4 */
export const webOriginOf = (text: string): string | undefined => {
  const { scheme, host, port } = readUri(text) ?? {}
  if (host === undefined || (scheme !== 'https' && scheme !== 'http')) return undefined
  return `${scheme}://${host.toLowerCase()}:${port ?? defaultPortOf(scheme)}`
}

/** Schemes that run, read or reach something instead of handing the answer to an app. They beat the operator's list. */
const dangerousSchemes: ReadonlySet<string> = new Set(
  `javascript vbscript livescript data blob about file filesystem view-source jar resource chrome intent content
   mailto tel sms ws wss ftp ftps sftp ssh telnet ldap gopher nfs smb mhtml`.split(/\s+/),
)

/** Why nobody honest sends this text as a URI; `undefined` says only that it is not dangerous, not that it is a URI. */
export const dangerOf = (uri: string): string | undefined => {
  // Browsers strip controls and leading spaces, and read a backslash as a slash: such text is never what it seems.
  // oxlint-disable-next-line no-control-regex
  if (/[\x00-\x20\x7f-\x9f\\]/.test(uri)) return 'it contains white space, a control character or a backslash'
  const scheme = uri.slice(0, Math.max(0, uri.indexOf(':'))).toLowerCase()
  if (dangerousSchemes.has(scheme)) return `the scheme ${scheme} is forbidden`
  return /^[^/?#]*:\/\/[^/?#]*@/.test(uri) ? 'it names a user before the host' : undefined
}
