/** An answer whose bytes are known at once, straight onto its connection. RFC 9110 §8.6 */
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http'
import type { Plain } from '../http/plain-response.ts'

/** Tells the adapter that there is nothing left to write. */
const written = new Response(null, { headers: { 'x-hono-already-sent': 'true' } })

/** A 304 has no body whose length could be told, RFC 9110 §15.4.5; a 204 must not tell one, §8.6. */
const isWithoutLength = (status: number): boolean => status === 204 || status === 304

export const writePlain = (outgoing: ServerResponse, { status, fields, headers, body }: Plain): Response => {
  const all: OutgoingHttpHeaders = headers ? { ...Object.fromEntries(headers), ...cookiesIn(headers) } : fields
  if (!isWithoutLength(status)) all['content-length'] = body === null ? 0 : Buffer.byteLength(body)
  outgoing.writeHead(status, all)
  outgoing.end(body ?? undefined)
  return written
}

const cookiesIn = (headers: Headers): OutgoingHttpHeaders => {
  const cookies = headers.getSetCookie()
  return cookies.length > 0 ? { 'set-cookie': cookies } : {}
}
