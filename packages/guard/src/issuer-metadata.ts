/** What an issuer says of itself, read from wherever it says it: the RFC 8414 place first, then the ones of OpenID Connect. RFC 8414 §3, OIDC Discovery §4 */
import { authorizationServerMetadataUrls } from '@gatehouse/protocol/well-known'
import { type Fetch, fetchDocument } from './fetch-document.ts'

export type IssuerMetadata = Readonly<Record<string, unknown>>

export interface FoundMetadata {
  readonly metadata: IssuerMetadata
  /** Where it was. */
  readonly url: string
}

/** The document is there, but it is somebody else's. RFC 8414 §3.3 */
export class AnotherIssuer extends Error {
  override readonly name = 'AnotherIssuer'
}

export const fetchIssuerMetadata = async (issuer: string, fetch: Fetch): Promise<IssuerMetadata> =>
  (await findIssuerMetadata(issuer, fetch)).metadata

/** Rejects, when no place has it, with what says most: that it is somebody else's, or what was wrong at the first place. */
export const findIssuerMetadata = async (issuer: string, fetch: Fetch): Promise<FoundMetadata> => {
  const failures: unknown[] = []
  for (const url of authorizationServerMetadataUrls(issuer)) {
    try {
      return { metadata: checked(await fetchDocument(fetch, url), url, issuer), url }
    } catch (error) {
      failures.push(error)
    }
  }
  throw failures.find((failure) => failure instanceof AnotherIssuer) ?? failures[0]
}

const checked = (metadata: unknown, url: string, issuer: string): IssuerMetadata => {
  if (typeof metadata !== 'object' || metadata === null) throw new Error(`${url} is no metadata document`)
  const found = 'issuer' in metadata ? metadata.issuer : undefined
  if (found === issuer) return { ...metadata }
  throw new AnotherIssuer(`${url} names the issuer ${JSON.stringify(found)}, not "${issuer}"`)
}

/** An endpoint of the metadata; only on the issuer's own origin: the operator named that host, and no other. */
export const endpointOf = (metadata: IssuerMetadata, name: string, issuer: string): string | undefined => {
  const url = metadata[name]
  if (url === undefined) return undefined
  if (typeof url === 'string' && URL.canParse(url) && new URL(url).origin === new URL(issuer).origin) return url
  throw new Error(`the issuer ${issuer} has a ${name} that is not on its own origin: name the place in the options`)
}
