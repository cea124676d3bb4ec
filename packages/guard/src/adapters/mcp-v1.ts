/** The guard around the transports of MCP SDK v1, on node:http: what serves a request goes in, a listener for `createServer` comes out. On Express, use its own adapter. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type GuardedRequest, createNodeMiddleware } from '../node-middleware.ts'
import type { GuardOptions } from '../options.ts'
import { warn } from '../warn.ts'

/** Gets requests with `auth`, which the SDK hands to the tools as `extra.authInfo`, and with `body` where the guard had to read it. */
export type ServeMcp = (request: GuardedRequest, response: ServerResponse) => void | Promise<void>

export interface GuardedListener {
  (request: IncomingMessage, response: ServerResponse): void
  /** See Guard.close. */
  close(): void
}

/**
 * `createServer(protect((request, response) => transport.handleRequest(request, response, request.body), { resource, issuer }))`;
 * with the SSE transport, `transport.handlePostMessage(request, response, request.body)`. Throws GuardMisconfigured.
 */
export const protect = (serve: ServeMcp, options: GuardOptions): GuardedListener => {
  const guard = createNodeMiddleware(options)
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    const admit = async (error?: unknown): Promise<void> => {
      if (error !== undefined) return breakOff(response, error)
      try {
        await serve(request, response)
      } catch (fault) {
        breakOff(response, fault)
      }
    }
    guard(request, response, (error) => void admit(error))
  }
  return Object.assign(listener, { close: () => guard.close() })
}

/** A fault of the server behind us: nobody above would answer for it. */
const breakOff = (response: ServerResponse, fault: unknown): void => {
  warn(
    `an MCP server behind the guard failed: ${fault instanceof Error ? (fault.stack ?? fault.message) : String(fault)}`,
  )
  if (response.headersSent) return void response.destroy()
  response.writeHead(500, { 'content-type': 'application/json' })
  response.end('{"jsonrpc":"2.0","id":null,"error":{"code":-32603,"message":"Internal error"}}')
}
