/** Resource indicators: which MCP server a token is for. RFC 8707 §2; MCP authorization, "Canonical Server URI" */
import { refuse } from './errors.ts'
import { defaultPortOf, readUri, type Uri } from './uri.ts'

/** The text itself, proven an absolute URI without fragment that every URL parser reads alike. Refuses with `invalid_target`. RFC 8707 §2 */
export const parseResource = (text: string): string => {
  if (!readResource(text)) {
    throw refuse('invalid_target', 'resource must be an absolute URI without fragment', { parameter: 'resource' })
  }
  return text
}

/**
 * The one spelling of a resource: scheme and host in lower case, no default port, no trailing slash (none at the root either, as MCP asks:
 * `https://mcp.example.com`). Path and query stay as they are. Refuses with `invalid_target`.
 */
export const canonicalResource = (text: string): string => canonicalOf(parseResource(text)) ?? text

/** Whether both name the same resource; `false` (never an error) if one of them is no resource at all. */
export const sameResource = (a: string, b: string): boolean => {
  const canonical = canonicalOf(a)
  return canonical !== undefined && canonical === canonicalOf(b)
}

/** Without user info: it would be a secret in an audience, or a disguise. */
const readResource = (text: string): Uri | undefined => {
  const uri = readUri(text)
  return uri?.userinfo === undefined && uri?.fragment === undefined ? uri : undefined
}

const canonicalOf = (text: string): string | undefined => {
  const uri = readResource(text)
  if (!uri) return undefined
  const { scheme, host, port, path, query } = uri
  const isWeb = scheme === 'https' || scheme === 'http'
  if (!isWeb || host === undefined) return `${scheme}${text.slice(scheme.length)}`
  const portPart = port === undefined || port === defaultPortOf(scheme) ? '' : `:${port}`
  const queryPart = query === undefined ? '' : `?${query}`
  return `${scheme}://${host.toLowerCase()}${portPart}${path.replace(/(?<!\/)\/$/, '')}${queryPart}`
}
