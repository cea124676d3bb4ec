/** The guard around an MCP server of SDK v2, wherever web requests are spoken: `createMcpHandler(...)` in, the same shape out. A tool finds its caller by `requireCaller(context.http?.authInfo?.extra)`. */
import { type McpAuthInfo, authInfoOf } from '../auth-info.ts'
import { createGate } from '../gate.ts'
import { type Admitted, discoverBy, handleBy } from '../guard.ts'
import type { Caller } from '../caller.ts'
import { type GuardOptions, readOptions } from '../options.ts'

/** What `createMcpHandler` returns, as far as it matters here. */
export interface McpHandler {
  fetch(request: Request, context?: { authInfo?: McpAuthInfo; parsedBody?: unknown }): Promise<Response>
}

export interface GuardedMcpHandler {
  readonly fetch: (request: Request) => Promise<Response>
  /** See Guard.discover. */
  readonly discover: (request: Request) => Promise<Response | undefined>
  /** See Guard.close; the handler itself stays open. */
  readonly close: () => void
}

/** `export default protect(createMcpHandler(createServer), { resource, issuer })`. Throws GuardMisconfigured. */
export const protect = (handler: McpHandler, options: GuardOptions): GuardedMcpHandler => {
  const gate = createGate(readOptions(options))
  const handle = handleBy<Caller | undefined>(gate)
  const admit = ({ request, caller, ...read }: Admitted<Caller | undefined>): Promise<Response> =>
    handler.fetch(request, {
      ...(caller ? { authInfo: authInfoOf(caller) } : {}),
      ...(read.body === undefined ? {} : { parsedBody: read.body }),
    })
  return {
    fetch: (request) => handle(request, admit),
    discover: (request) => discoverBy(gate, request),
    close: () => gate.close(),
  }
}
