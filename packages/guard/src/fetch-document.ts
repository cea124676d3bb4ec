/** One JSON document from a host that the operator configured: no redirects, capped in bytes and time. RFC 8414 §3.2 */
import { readText } from './read-text.ts'

export type Fetch = (input: string, init?: RequestInit) => Promise<Response>

/** Looked up on every call: tests and tracing replace it. */
export const platformFetch: Fetch = (input, init) => fetch(input, init)

const mostBytes = 262_144
const longestWait = 5_000

/** Throws whatever went wrong; the caller decides what that means. */
export const fetchDocument = async (fetch: Fetch, url: string): Promise<unknown> => {
  const response = await fetch(url, {
    headers: { accept: 'application/json' },
    // A redirect could lead anywhere; `error` is not known on every runtime.
    redirect: 'manual',
    signal: AbortSignal.timeout(longestWait),
  })
  if (response.status !== 200) throw new Error(`${url} answered ${response.status || 'with a redirect'} instead of 200`)
  const text = await readText(response.body, mostBytes)
  if (text === undefined) throw new Error(`${url} answered more than ${mostBytes} bytes`)
  return JSON.parse(text)
}
