/** The feed as a document: asked of a host that the operator configured, no redirects, capped in bytes and time; 304 where nothing changed. RFC 9110 §13.1.2 */
import { revocationFeedType } from '@gatehouse/protocol/revocation-feed'
import type { Fetch } from '../fetch-document.ts'
import { readText } from '../read-text.ts'

export interface FeedAnswer {
  /** undefined: what you have is all there is. */
  readonly text: string | undefined
  readonly etag: string | undefined
}

/** Some 170,000 ended grants and tokens. */
export const mostBytes = 8 * 1024 * 1024
const longestWait = 5000

/** `etag`: of what is held already. Throws whatever went wrong. */
export const fetchFeed = async (fetch: Fetch, url: string, etag: string | undefined): Promise<FeedAnswer> => {
  const response = await fetch(url, {
    headers: {
      accept: `application/${revocationFeedType}`,
      ...(etag === undefined ? {} : { 'if-none-match': etag }),
    },
    redirect: 'manual',
    signal: AbortSignal.timeout(longestWait),
  })
  if (response.status === 304 && etag !== undefined) return { text: undefined, etag }
  if (response.status !== 200) throw new Error(`${url} answered ${response.status || 'with a redirect'} instead of 200`)
  const text = await readText(response.body, mostBytes)
  if (text === undefined) throw new Error(`${url} answered more than ${mostBytes} bytes`)
  return { text, etag: response.headers.get('etag') ?? undefined }
}
