/** Before the doors open: every document names the issuer byte for byte as it is configured, or clients would refuse it one by one. RFC 8414 §3.3, RFC 9728 §3.3 */
import { authorizationServerMetadataUrls, protectedResourceMetadataUrl } from '@gatehouse/protocol/well-known'
import { z } from 'zod'

type Ask = (url: string) => Promise<Response>

const ofServer = z.object({ issuer: z.string() })
const ofResource = z.object({ resource: z.string(), authorization_servers: z.tuple([z.string()]) })

/** Throws when a document says something else. */
export const checkDocuments = async (
  ask: Ask,
  { issuer, resources }: { readonly issuer: string; readonly resources: readonly string[] },
): Promise<void> => {
  for (const url of authorizationServerMetadataUrls(issuer)) {
    mustBe(url, issuer, ofServer.parse(await documentAt(ask, url)).issuer)
  }
  for (const resource of resources) {
    const url = protectedResourceMetadataUrl(resource)
    const document = ofResource.parse(await documentAt(ask, url))
    mustBe(url, resource, document.resource)
    mustBe(url, issuer, document.authorization_servers[0])
  }
}

const documentAt = async (ask: Ask, url: string): Promise<unknown> => {
  const response = await ask(url)
  if (response.status !== 200) throw new Error(`self-check: ${url} answers with status ${response.status}`)
  return response.json()
}

const mustBe = (url: string, expected: string, found: string): void => {
  if (found !== expected) throw new Error(`self-check: ${url} says ${found} where ${expected} is configured`)
}
