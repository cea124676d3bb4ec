/** Is the metadata where clients look for it, under each name, and does it call itself by the issuer, byte for byte? RFC 8414 §3, OIDC Discovery §4 */
import type { Answer } from '@gatehouse/egress'
import { authorizationServerMetadataUrls } from '@gatehouse/protocol/well-known'
import { fail, fine, warn, type Check, type Finding } from '../finding.ts'
import { objectIn, redirectOf, type Ask } from './ask.ts'
import type { AuthorizationServer } from './authorization-server.ts'
import { trips, whyOf } from './trips.ts'

const check: Check = 'metadata'

interface Met {
  readonly findings: readonly Finding[]
  /** The first document that is the issuer's own. */
  readonly server: AuthorizationServer | undefined
}

export const checkMetadata = async (ask: Ask, issuer: string): Promise<Met> => {
  const urls = authorizationServerMetadataUrls(issuer)
  const met = await Promise.all(urls.map(async (url, index) => ({ url, index, answer: await ask(url) })))
  const documents = met.map(({ answer }) => documentOf(issuer, answer)).filter((one) => one !== undefined)
  const [metadata] = documents
  if (!metadata && met.every(({ answer }) => answer.status === 404))
    return { findings: [nowhere(urls)], server: undefined }
  const complaints = met.map((one) => complaintOf(issuer, one)).filter((one) => one !== undefined)
  const differing = new Set(documents.map((document) => JSON.stringify(document['token_endpoint']))).size > 1
  const all = [...complaints, ...(differing ? [different(urls)] : [])]
  const findings = all.length > 0 ? all : [fine(check, `${urls.length} names, one issuer: ${issuer}`)]
  return { findings, server: metadata && { issuer, metadata } }
}

const documentOf = (issuer: string, answer: Answer) => {
  const document = answer.status === 200 ? objectIn(answer) : undefined
  return document?.['issuer'] === issuer ? document : undefined
}

const nowhere = (urls: readonly string[]): Finding =>
  fail(check, {
    says: `there is no metadata at ${urls.join(', ')}`,
    why: whyOf(trips.noMetadata),
    cure: 'Let the proxy pass /.well-known/ to the authorization server, or correct the URL',
  })

interface Named {
  readonly url: string
  readonly index: number
  readonly answer: Answer
}

const complaintOf = (issuer: string, { url, index, answer }: Named): Finding | undefined => {
  const { status } = answer
  const location = redirectOf(answer)
  const why = whyOf(trips.redirected)
  if (location !== undefined) {
    return fail(check, { says: `${url} redirects to ${location}`, why, cure: 'Let the proxy answer there itself' })
  }
  if (status === 404) return missing(url, index)
  const document = status === 200 ? objectIn(answer) : undefined
  if (!document) {
    const says = `${url} answers with status ${status}${status === 200 ? ' and no JSON' : ''}`
    const cure = 'Let the proxy pass /.well-known/ as it is: no sign-in, no firewall, no page of an app before it'
    return fail(check, { says, why: whyOf(trips.noMetadata), cure })
  }
  if (document['issuer'] === issuer) return undefined
  const says = `${url} names the issuer ${JSON.stringify(document['issuer'])}, not ${JSON.stringify(issuer)}`
  const cure = 'Make both the same, also the slash at the end: publicUrl is the issuer, and clients must reach it there'
  return fail(check, { says, why: whyOf(trips.otherIssuer), cure })
}

/** The first name is OAuth's, the others are OpenID Connect's. */
const missing = (url: string, index: number): Finding => {
  const trip = index === 0 ? trips.noOAuthName : trips.noOpenIdName
  return warn(check, {
    says: `${url} does not exist`,
    why: whyOf(trip),
    cure: 'Serve the same document there',
  })
}

const different = (urls: readonly string[]): Finding =>
  fail(check, {
    says: `the documents at ${urls.join(', ')} name different token endpoints`,
    why: 'Clients look in different orders, and half of them go to the wrong one',
    cure: 'Serve the same document under every name; empty the cache of the proxy',
  })
