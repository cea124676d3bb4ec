/** What the authorization server says of itself, repeated on the resource's own host: clients of 2025-03-26 look nowhere else. RFC 8414 §3 */
import { authorizationServerMetadataPaths } from '@gatehouse/protocol/well-known'
import type { Answer } from './answer.ts'
import { toRefusal } from './challenge.ts'
import { openToAll } from './cors.ts'
import { createDocument } from './document.ts'
import type { Fetch } from './fetch-document.ts'
import type { Incoming } from './incoming.ts'
import { fetchIssuerMetadata } from './issuer-metadata.ts'
import { type KeptNeeds, createKept } from './kept.ts'

export interface IssuerAliasNeeds extends Pick<KeptNeeds<unknown>, 'now'> {
  readonly issuer: string
  readonly fetch: Fetch
}

export const createIssuerAlias = ({ issuer, fetch, now }: IssuerAliasNeeds) => {
  const kept = createKept({
    what: 'the metadata of the authorization server',
    ask: async () => createDocument(await fetchIssuerMetadata(issuer, fetch)),
    now,
  })
  return async (incoming: Incoming): Promise<Answer> => {
    try {
      return (await kept.read())(incoming)
    } catch (error) {
      return { status: toRefusal(error).status, headers: { ...openToAll, 'retry-after': '2' }, body: null }
    }
  }
}

/** As if the issuer had the resource's URL, and below the resource. The bare host speaks only for a resource that is alone there. */
export const aliasPathsOf = (resource: string, isOnlyResource: boolean): readonly string[] => {
  const { origin, pathname } = new URL(resource)
  const below = pathname.replace(/\/$/, '')
  return [
    ...authorizationServerMetadataPaths(`${origin}${pathname}`),
    `${below}/.well-known/oauth-authorization-server`,
    ...(isOnlyResource ? authorizationServerMetadataPaths(origin) : []),
  ]
}
