/** The guard for node:http and whatever is built on it: Express 4 and 5, Connect. Sets `caller` on the request, and `auth` for MCP servers. */
import type { ServerResponse } from 'node:http'
import type { Answer } from '../answer.ts'
import { type McpAuthInfo, authInfoOf } from '../auth-info.ts'
import type { Caller } from '../caller.ts'
import { openToAll } from '../cors.ts'
import { createGate } from '../gate.ts'
import { type NodeRequest, fromNode } from '../node-incoming.ts'
import { type GuardOptions, readOptions } from '../options.ts'
import type { Outcome, Passed } from '../verdicts.ts'

/** What Express adds, and what we add once the caller is known. */
export type GuardedRequest = NodeRequest & {
  /** Express: what was cut off by `app.use('/path', ...)`. */
  baseUrl?: string
  route?: unknown
  caller?: Caller
  auth?: McpAuthInfo
  _body?: boolean
}

export interface NodeMiddleware {
  (request: GuardedRequest, response: ServerResponse, next: (error?: unknown) => void): void
  /** See Guard.close. */
  close(): void
}

/**
 * `app.use('/mcp', protect({ resource, issuer }))`, or before a handler of node:http: `guard(request, response, () => handle(...))`.
 * If a rule depends on the message, `request.body` holds it parsed afterwards. Throws GuardMisconfigured.
 */
export const protect = (options: GuardOptions): NodeMiddleware => {
  const gate = createGate(readOptions(options))
  const middleware = (request: GuardedRequest, response: ServerResponse, proceed: (error?: unknown) => void): void => {
    const goOn = (outcome: Outcome): void => {
      if ('answer' in outcome) return write(response, outcome.answer)
      handOver(request, outcome)
      if (request.headers.origin !== undefined) openToBrowser(response)
      proceed()
    }
    const decided = gate.decide(fromNode(request), coversHost(request) ? 'host' : 'part')
    if (decided instanceof Promise) decided.then(goOn).catch((error: unknown) => proceed(error))
    else goOn(decided)
  }
  return Object.assign(middleware, { close: () => gate.close() })
}

const handOver = (request: GuardedRequest, { caller, ...read }: Passed): void => {
  if (caller) Object.assign(request, { caller, auth: authInfoOf(caller) })
  // Body parsers behind us find their work done: `_body` is how Express 4's know.
  if ('body' in read && request.body === undefined) Object.assign(request, { body: read.body, _body: true })
}

const write = (response: ServerResponse, { status, headers, body }: Answer): void => {
  response.writeHead(status, headers)
  response.end(body ?? undefined)
}

const openToBrowser = (response: ServerResponse): void => {
  for (const [name, value] of Object.entries(openToAll)) response.setHeader(name, value)
}

const coversHost = ({ baseUrl = '', route }: GuardedRequest): boolean => baseUrl === '' && route === undefined
