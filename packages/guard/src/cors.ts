/** Browsers of any origin may call: a bearer token is never sent by itself, and no cookie is honoured here. Fetch §3.2 */
import type { Answer } from './answer.ts'
import type { Incoming } from './incoming.ts'

export const openToAll: Readonly<Record<string, string>> = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'WWW-Authenticate, Mcp-Session-Id, Retry-After',
}

/** `Authorization` is the one header that the wildcard does not cover. */
const preflightHeaders: Readonly<Record<string, string>> = {
  ...openToAll,
  'access-control-allow-methods': 'GET, HEAD, POST, DELETE, OPTIONS',
  'access-control-allow-headers':
    'Authorization, Content-Type, Accept, Mcp-Protocol-Version, Mcp-Session-Id, Mcp-Method, Mcp-Name, Last-Event-ID, *',
  'access-control-max-age': '7200',
}

export const isPreflight = ({ method, header }: Incoming): boolean =>
  method === 'OPTIONS' && header('access-control-request-method') !== null

export const preflight: Answer = { status: 204, headers: preflightHeaders, body: null }

/** The answer of whoever stands behind the guard, readable for the browser that asked. */
export const openToBrowser = (request: Request, response: Response): Response => {
  if (!request.headers.has('origin') || response.headers.has('access-control-allow-origin')) return response
  try {
    return withHeaders(response)
  } catch {
    // A fetched or redirecting response has headers that cannot be changed.
    return withHeaders(new Response(response.body, response))
  }
}

const withHeaders = (response: Response): Response => {
  for (const [name, value] of Object.entries(openToAll)) response.headers.set(name, value)
  return response
}
