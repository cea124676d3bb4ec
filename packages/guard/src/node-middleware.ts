/** The guard in front of whatever is built on node:http: a request in; out comes a call of `next` with the caller on the request, or an answer. */
import type { ServerResponse } from 'node:http'
import type { Answer } from './answer.ts'
import { type McpAuthInfo, authInfoOf } from './auth-info.ts'
import type { Caller } from './caller.ts'
import { openToAll } from './cors.ts'
import { checkSoon } from './check-soon.ts'
import { filterNodeResponse } from './filter-node-response.ts'
import { createGate } from './gate.ts'
import { type NodeRequest, fromNode } from './node-incoming.ts'
import { type GuardOptions, readOptions } from './options.ts'
import type { Outcome, Passed } from './verdicts.ts'

/** What is on a request that the guard let through. */
export type GuardedRequest = NodeRequest & {
  readonly caller?: Caller
  /** Where both MCP SDKs look for it. */
  readonly auth?: McpAuthInfo
}

export interface NodeMiddleware {
  (request: NodeRequest, response: ServerResponse, next: (error?: unknown) => void): void
  /** Serves this resource's documents at the well-known URIs, and leaves every other request alone: `app.use(notes.discovery, mail.discovery)`. */
  readonly discovery: (request: NodeRequest, response: ServerResponse, next: (error?: unknown) => void) => void
  /** See Guard.close. */
  close(): void
}

/** Throws GuardMisconfigured. */
export const createNodeMiddleware = (options: GuardOptions): NodeMiddleware => {
  const settings = readOptions(options)
  const gate = createGate(settings)
  const callOff = checkSoon(settings)
  const middleware = (request: NodeRequest, response: ServerResponse, next: (error?: unknown) => void): void => {
    const incoming = fromNode(request)
    const goOn = (outcome: Outcome): void => {
      if ('answer' in outcome) return write(response, outcome.answer)
      handOver(request, outcome, incoming.parsed !== undefined)
      if (request.headers.origin !== undefined) openToBrowser(response)
      if (outcome.isListed) filterNodeResponse(incoming.method, response, outcome.isListed)
      next()
    }
    const wait = async (deciding: Promise<Outcome>): Promise<void> => goOn(await deciding)
    const decided = gate.decide(incoming, coversHost(request) ? 'host' : 'part')
    if (decided instanceof Promise) void wait(decided)
    else goOn(decided)
  }
  const discovery: NodeMiddleware['discovery'] = (request, response, next) => {
    const found = gate.discover(fromNode(request))
    if (found === undefined) return next()
    const wait = async (): Promise<void> => write(response, await found)
    void wait()
  }
  const close = (): void => {
    callOff()
    gate.close()
  }
  return Object.assign(middleware, { discovery, close })
}

const handOver = (request: NodeRequest, { caller, form, ...passed }: Passed, wasParsed: boolean): void => {
  if (caller) Object.assign(request, { caller, auth: authInfoOf(caller) })
  if (wasParsed || !('body' in passed || form)) return
  // Body parsers behind us find their work done, also with an empty body: `_body` is how Express 4's know.
  Object.assign(request, { body: form ? fieldsOf(form) : passed.body, _body: true })
}

/** As parsers of forms do: a field that comes twice is a list. */
const fieldsOf = (form: URLSearchParams): unknown =>
  Object.fromEntries([...new Set(form.keys())].map((name) => [name, onlyOne(form.getAll(name))]))

const onlyOne = (values: readonly string[]): unknown => (values.length === 1 ? values[0] : values)

const write = (response: ServerResponse, { status, headers, body }: Answer): void => {
  response.writeHead(status, headers)
  response.end(body ?? undefined)
}

const openToBrowser = (response: ServerResponse): void => {
  for (const [name, value] of Object.entries(openToAll)) response.setHeader(name, value)
}

const coversHost = ({ baseUrl = '', route }: NodeRequest): boolean => baseUrl === '' && route === undefined
