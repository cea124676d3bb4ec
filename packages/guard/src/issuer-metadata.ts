/** What an issuer says of itself, read from wherever it says it: the RFC 8414 place first, then the ones of OpenID Connect. RFC 8414 §3, OIDC Discovery §4 */
import { authorizationServerMetadataUrls } from '@gatehouse/protocol/well-known'
import { type Fetch, fetchDocument } from './fetch-document.ts'

export type IssuerMetadata = Readonly<Record<string, unknown>>

/** Rejects with what was wrong at the first place when no place has it. */
export const fetchIssuerMetadata = async (issuer: string, fetch: Fetch): Promise<IssuerMetadata> => {
  const failures: unknown[] = []
  for (const url of authorizationServerMetadataUrls(issuer)) {
    try {
      return checked(await fetchDocument(fetch, url), url, issuer)
    } catch (error) {
      failures.push(error)
    }
  }
  throw failures[0]
}

const checked = (metadata: unknown, url: string, issuer: string): IssuerMetadata => {
  if (typeof metadata !== 'object' || metadata === null) throw new Error(`${url} is no metadata document`)
  const found = 'issuer' in metadata ? metadata.issuer : undefined
  if (found !== issuer) throw new Error(`${url} names the issuer ${JSON.stringify(found)}, not "${issuer}"`)
  return { ...metadata }
}

/** An endpoint of the metadata; only on the issuer's own origin: the operator named that host, and no other. */
export const endpointOf = (metadata: IssuerMetadata, name: string, issuer: string): string | undefined => {
  const url = metadata[name]
  if (url === undefined) return undefined
  if (typeof url === 'string' && URL.canParse(url) && new URL(url).origin === new URL(issuer).origin) return url
  throw new Error(`the issuer ${issuer} has a ${name} that is not on its own origin: name the place in the options`)
}
