/** What the gateway says by itself, onto the client's connection: never a header or a byte of the upstream's. */
import type { ServerResponse } from 'node:http'
import type { Answer } from '@gatehouse/guard/gate'
import { type GatewayFault, type MessageId, faultMessage } from './fault.ts'

/** Sign-in and consent share the origin: nothing that an upstream says may ever run or be framed there. */
export const harmless = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
} as const

/** Bearer tokens are not ambient, so any page may ask. Fetch, "CORS protocol" */
export const openToAll = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'WWW-Authenticate, Mcp-Session-Id, Retry-After',
} as const

export const writeAnswer = (outgoing: ServerResponse, { status, headers, body }: Answer): void => {
  outgoing.writeHead(status, { ...headers, ...harmless })
  outgoing.end(body ?? undefined)
}

/** Whatever had begun already is cut: half an answer must not look like a whole one. */
export const writeFault = (
  outgoing: ServerResponse,
  fault: GatewayFault,
  { id, traceId }: { readonly id: MessageId; readonly traceId: string },
): void => {
  if (outgoing.headersSent || outgoing.destroyed) return void outgoing.destroy()
  outgoing.writeHead(fault.status, {
    ...openToAll,
    ...harmless,
    'content-type': 'application/json',
    'cache-control': 'no-store',
    ...(fault.allow === undefined ? {} : { allow: fault.allow }),
    ...(fault.retryAfter === undefined ? {} : { 'retry-after': `${fault.retryAfter}` }),
  })
  outgoing.end(JSON.stringify(faultMessage(fault, id, traceId)))
}
