/** What an MCP server says of itself: exactly the URL that people type, and the authorization servers that it believes. RFC 9728 §3.2, §3.3 */
import { protectedResourceMetadataUrl } from '@gatehouse/protocol/well-known'
import { fail, warn, type Check, type Finding } from '../finding.ts'
import { objectIn, type Ask } from './ask.ts'
import { trips, whyOf } from './trips.ts'

const check: Check = 'MCP server'

interface Wish {
  readonly resource: string
  /** Where its challenge says that the document is. */
  readonly place: string | undefined
  readonly issuer: string | undefined
}

export const checkResourceMetadata = async (ask: Ask, { resource, place, issuer }: Wish) => {
  const usual = protectedResourceMetadataUrl(resource)
  const url = place !== undefined && URL.canParse(place) ? place : usual
  const answer = await ask(url)
  const document = answer.status === 200 ? objectIn(answer) : undefined
  if (!document) return { findings: [nothing(url, answer.status)], issuers: [] }
  const issuers = stringsIn(document['authorization_servers'])
  const complaints = [
    otherName(url, document['resource'], resource),
    otherIssuers(url, issuers, issuer),
    stringsIn(document['scopes_supported']).includes('offline_access') ? asksForAll(url) : undefined,
    url === usual ? undefined : await onlyByChallenge(ask, usual),
  ]
  return { findings: complaints.filter((one) => one !== undefined), issuers }
}

const stringsIn = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []

const nothing = (url: string, status: number): Finding =>
  fail(check, {
    says: `there is no resource metadata at ${url} (status ${status})`,
    why: 'Every client learns there where to sign in, and goes no further without',
    cure: 'Let the proxy pass /.well-known/oauth-protected-resource to the guard, without a token',
  })

const otherName = (url: string, found: unknown, resource: string): Finding | undefined =>
  found === resource
    ? undefined
    : fail(check, {
        says: `${url} names the resource ${JSON.stringify(found)}, not ${JSON.stringify(resource)}`,
        why: whyOf(trips.otherResource),
        cure: 'Give the guard, the authorization server and people the same URL, path and last slash included',
      })

const otherIssuers = (url: string, found: readonly string[], issuer: string | undefined): Finding | undefined => {
  if (issuer === undefined ? found.length > 0 : found.includes(issuer)) return undefined
  const says = `${url} sends people to ${found.length === 0 ? 'no authorization server' : found.join(', ')}`
  return fail(check, {
    says: issuer === undefined ? says : `${says}, not to ${issuer}`,
    why: whyOf(trips.otherIssuer),
    cure: 'Name the issuer in authorization_servers byte for byte as it calls itself',
  })
}

const asksForAll = (url: string): Finding =>
  warn(check, {
    says: `${url} lists offline_access among its scopes`,
    why: whyOf(trips.offlineAccessOfResource),
    cure: 'List it at the authorization server only',
  })

const onlyByChallenge = async (ask: Ask, usual: string): Promise<Finding | undefined> => {
  const { status } = await ask(usual)
  if (status === 200) return undefined
  return warn(check, {
    says: `there is no resource metadata at ${usual} (status ${status}), only where the challenge says`,
    why: 'Clients that do not see the challenge look there first',
    cure: 'Serve the same document there, too',
  })
}
