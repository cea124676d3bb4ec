/** The shapes of our answers: JSON that nobody keeps, a page, a redirect, bytes that anybody may keep. RFC 6749 §5.1, RFC 9700 §4.12 */
import { pageHeaders, type Page } from '../pages/page.ts'
import { plainResponse } from './plain-response.ts'

type Headers = Readonly<Record<string, string>>

/** `Pragma` for OAuth 2.0 clients that look for it. */
const unkept: Headers = { 'Cache-Control': 'no-store', Pragma: 'no-cache' }

export const json = (value: unknown, status = 200, headers: Headers = {}): Response =>
  plainResponse(JSON.stringify(value), {
    status,
    headers: { 'Content-Type': 'application/json', ...unkept, ...headers },
  })

/** A JWT of ours, by its `typ`. RFC 8725 §3.11 */
export const signed = (typ: string, jwt: string, headers: Headers = unkept): Response =>
  plainResponse(jwt, { headers: { 'Content-Type': `application/${typ}`, ...headers } })

export const empty = (status: number, headers: Headers = {}): Response =>
  plainResponse(null, { status, headers: { ...unkept, ...headers } })

/** Always 303: the browser follows with GET and forgets the form that it sent. */
export const seeOther = (location: string): Response =>
  plainResponse(null, { status: 303, headers: { Location: location, 'Referrer-Policy': 'no-referrer', ...unkept } })

export const pageResponse = (page: Page): Response =>
  plainResponse(page.html, { status: page.status, headers: pageHeaders(page) })
