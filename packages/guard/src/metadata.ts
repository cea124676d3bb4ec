/** What this resource says of itself, as bytes that lie ready: a request for a well-known URI in, its answer out. RFC 9728 §3 */
import type { ProtectedResourceMetadata } from '@gatehouse/protocol/metadata/protected-resource'
import { protectedResourceMetadataPath } from '@gatehouse/protocol/well-known'
import type { Answer } from './answer.ts'
import { openToAll } from './cors.ts'
import { answerOtherMethods, createDocument } from './document.ts'
import type { Fetch } from './fetch-document.ts'
import { type Incoming, placeOf } from './incoming.ts'
import { aliasPathsOf, createIssuerAlias } from './issuer-alias.ts'
import type { KeptNeeds } from './kept.ts'

export interface MetadataNeeds extends Pick<KeptNeeds<unknown>, 'now'> {
  readonly resource: string
  readonly issuers: readonly { readonly url: string; readonly isAdvertised: boolean }[]
  readonly scopes: readonly string[]
  readonly name: string | undefined
  /** Whether the root of the host may speak for this resource, too. */
  readonly isOnlyResource: boolean
  /** Whether the issuer's own metadata is repeated here. */
  readonly servesIssuerMetadata: boolean
  readonly fetch: Fetch
}

export interface Discovery {
  /** `undefined`: not one of our documents. */
  answer(incoming: Incoming): Answer | Promise<Answer> | undefined
  /** A discovery document that is not ours does not exist, and no page may pretend so. */
  refuse(incoming: Incoming): Answer | undefined
}

type AnswerWith = (incoming: Incoming) => Answer | Promise<Answer>

/** Where clients look for discovery documents. */
const names = /\/\.well-known\/(?:oauth-protected-resource|oauth-authorization-server|openid-configuration)(?:\/|$)/
const missing: Answer = { status: 404, headers: openToAll, body: null }

export const createDiscovery = (needs: MetadataNeeds): Discovery => {
  const places = placesOf(needs)
  const mayConcern = ({ target }: Incoming): boolean => target.includes('/.well-known/')
  return {
    answer(incoming) {
      if (!mayConcern(incoming)) return undefined
      const { pathname, search } = placeOf(incoming)
      const answerWith = places.get(pathname) ?? places.get(pathname + search)
      return answerWith && (answerOtherMethods(incoming) ?? answerWith(incoming))
    },
    refuse: (incoming) => (mayConcern(incoming) && names.test(placeOf(incoming).pathname) ? missing : undefined),
  }
}

/** Below the resource, too: the one place that is always ours, whoever owns the host's own well-known paths. */
export const metadataUrlBelow = (resource: string): string =>
  `${resource.replace(/[?].*$/, '')}${protectedResourceMetadataPath(new URL(resource).origin)}`

const placesOf = (needs: MetadataNeeds): ReadonlyMap<string, AnswerWith> => {
  const { resource, isOnlyResource, servesIssuerMetadata } = needs
  const document = createDocument(documentOf(needs))
  const paths = [
    protectedResourceMetadataPath(resource),
    new URL(metadataUrlBelow(resource)).pathname,
    ...(isOnlyResource ? [protectedResourceMetadataPath(new URL(resource).origin)] : []),
  ]
  const [issuer] = needs.issuers.filter(({ isAdvertised }) => isAdvertised)
  const alias = servesIssuerMetadata && issuer ? createIssuerAlias({ ...needs, issuer: issuer.url }) : undefined
  return new Map<string, AnswerWith>([
    ...(alias ? aliasPathsOf(resource, isOnlyResource).map((path) => [path, alias] as const) : []),
    ...paths.map((path) => [path, document] as const),
  ])
}

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
