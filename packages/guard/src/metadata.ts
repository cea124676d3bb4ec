/** What this resource says of itself, as bytes that lie ready: a request for a well-known URI in, its answer out. RFC 9728 §3 */
import type { ProtectedResourceMetadata } from '@gatehouse/protocol/metadata/protected-resource'
import { protectedResourceMetadataPath } from '@gatehouse/protocol/well-known'
import type { Answer } from './answer.ts'
import { openToAll, preflight } from './cors.ts'
import { type Incoming, placeOf } from './incoming.ts'

export interface MetadataNeeds {
  readonly resource: string
  readonly issuers: readonly { readonly url: string; readonly isAdvertised: boolean }[]
  readonly scopes: readonly string[]
  readonly name: string | undefined
  /** Whether the root of the host may speak for this resource, too. */
  readonly isOnlyResource: boolean
}

/** `undefined`: the request asks for no discovery document, so it is the guard's. */
export type AnswerDiscovery = (incoming: Incoming) => Answer | undefined

/** Where clients look for discovery documents; what we do not serve there does not exist, and no page may pretend so. */
const discoveryNames =
  /\/\.well-known\/(?:oauth-protected-resource|oauth-authorization-server|openid-configuration)(?:\/|$)/

export const createDiscovery = (needs: MetadataNeeds): AnswerDiscovery => {
  const places = placesOf(needs)
  const text = JSON.stringify(documentOf(needs))
  const headers: Readonly<Record<string, string>> = {
    ...openToAll,
    'content-type': 'application/json',
    'cache-control': 'public, max-age=300',
    'x-content-type-options': 'nosniff',
    etag: `"${fingerprint(text)}"`,
  }
  return (incoming) => {
    const { method, target, header } = incoming
    if (!target.includes('/.well-known/')) return undefined
    const { pathname, search } = placeOf(incoming)
    if (!places.has(pathname) && !places.has(pathname + search)) {
      return discoveryNames.test(pathname) ? { status: 404, headers: openToAll, body: null } : undefined
    }
    if (method === 'OPTIONS') return preflight
    if (method !== 'GET' && method !== 'HEAD') {
      return { status: 405, headers: { ...openToAll, allow: 'GET, HEAD, OPTIONS' }, body: null }
    }
    if (isKnown(header('if-none-match'), headers['etag'])) return { status: 304, headers, body: null }
    return { status: 200, headers, body: method === 'HEAD' ? null : text }
  }
}

/** Below the resource, too: the one place that is always ours, whoever owns the host's own well-known paths. */
export const metadataUrlBelow = (resource: string): string =>
  `${resource.replace(/[?].*$/, '')}${protectedResourceMetadataPath(new URL(resource).origin)}`

const placesOf = ({ resource, isOnlyResource }: MetadataNeeds): ReadonlySet<string> =>
  new Set([
    protectedResourceMetadataPath(resource),
    new URL(metadataUrlBelow(resource)).pathname,
    ...(isOnlyResource ? [protectedResourceMetadataPath(new URL(resource).origin)] : []),
  ])

/** A list without members is left out. RFC 9728 §3.2 */
const documentOf = ({ resource, issuers, scopes, name }: MetadataNeeds): ProtectedResourceMetadata => ({
  resource,
  ...(issuers.some(({ isAdvertised }) => isAdvertised)
    ? { authorization_servers: issuers.filter(({ isAdvertised }) => isAdvertised).map(({ url }) => url) }
    : {}),
  ...(scopes.length === 0 ? {} : { scopes_supported: scopes }),
  bearer_methods_supported: ['header'],
  ...(name === undefined ? {} : { resource_name: name }),
})

const isKnown = (ifNoneMatch: string | null, etag: string | undefined): boolean =>
  ifNoneMatch !== null &&
  ifNoneMatch.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag || tag.trim() === '*')

/** FNV-1a: tells two configurations apart, and guards nothing. */
const fingerprint = (text: string): string => {
  let hash = 0x811c9dc5
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0
  return `${text.length.toString(36)}-${hash.toString(36)}`
}
