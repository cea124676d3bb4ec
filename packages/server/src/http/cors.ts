/** Which answers scripts of other origins may read: those without cookies, and never with credentials. Fetch §3.3; protocol.md "CORS" */
import { setField } from './plain-response.ts'

const exposed = 'WWW-Authenticate, Mcp-Session-Id, Retry-After'
const headers = 'Authorization, Content-Type, Accept, MCP-Protocol-Version, Mcp-Session-Id, Last-Event-ID'

export const allowAnyOrigin = (response: Response): Response => {
  setField(response, ['access-control-allow-origin', '*'], true)
  setField(response, ['access-control-expose-headers', exposed], true)
  return response
}

/** The answer to a preflight: fixed, whatever was asked for. */
export const preflight = (methods: readonly string[]): Response =>
  new Response(null, {
    status: 204,
    headers: {
      'Access-Control-Allow-Origin': '*',
      'Access-Control-Allow-Methods': methods.join(', '),
      'Access-Control-Allow-Headers': headers,
      'Access-Control-Max-Age': '7200',
      'Cache-Control': 'no-store',
    },
  })
