/** Metadata of registered servers that stand on our own origin and do not answer for themselves. RFC 9728 §3 */
import type { Resource } from '@gatehouse/issuer/ports/resources'
import type { ProtectedResourceMetadata } from '@gatehouse/protocol/metadata/protected-resource'
import { refuse } from '@gatehouse/protocol/errors'
import { protectedResourceMetadataPath } from '@gatehouse/protocol/well-known'
import { documentResponse, keepFresh, toDocument, type Document } from '../http/document.ts'
import type { Doors } from '../http/doors.ts'
import { noBody, type PublicEndpoint } from '../http/endpoint.ts'

const root = '/.well-known/oauth-protected-resource'

export const resourceMetadata = (doors: Doors): PublicEndpoint => {
  const documents = keepFresh(doors.clock, () => describeAll(doors))
  return {
    role: 'public',
    method: 'GET',
    path: root,
    isAtRoot: true,
    isPrefix: true,
    cache: 'public',
    cors: true,
    body: noBody,
    rateClass: 'open',
    needsAccount: false,
    async handle({ request }) {
      const { pathname, search } = new URL(request.url)
      const document = (await documents()).get(`${pathname}${search}`)
      if (document) return documentResponse(request, document)
      throw refuse('invalid_request', 'no server is registered under this address', { status: 404 })
    },
  }
}

/** By path. The root speaks for the only server on this origin, if there is one only. */
const describeAll = async ({ issuer, origin, digest }: Doors): Promise<ReadonlyMap<string, Document>> => {
  const here = (await issuer.resources.list()).filter(({ uri }) => originOf(uri) === origin)
  const documents = here.map((resource): [string, Document] => [
    protectedResourceMetadataPath(resource.uri),
    toDocument(digest, describe(resource, issuer.policy.issuer)),
  ])
  const only = documents.length === 1 ? documents[0] : undefined
  return new Map(only ? [[root, only[1]], only] : documents)
}

const describe = ({ uri, title, defaultScopes }: Resource, issuer: string): ProtectedResourceMetadata => ({
  resource: uri,
  authorization_servers: [issuer],
  scopes_supported: defaultScopes,
  bearer_methods_supported: ['header'],
  resource_name: title,
})

const originOf = (uri: string): string => (URL.canParse(uri) ? new URL(uri).origin : '')
