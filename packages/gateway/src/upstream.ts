/** What stands behind the gateway, as the gateway sees it: `http/` keeps this promise for servers with a URL, `stdio/` for commands. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Caller } from '@gatehouse/guard'
import type { Call, IsListed } from '@gatehouse/guard/gate'

/** One request that was let in, with everything that its answer needs. */
export interface Exchange {
  readonly incoming: IncomingMessage
  readonly outgoing: ServerResponse
  readonly caller: Caller
  /** The JSON body as the guard parsed it; `undefined` for GET and DELETE. Hand on this, re-serialised, never bytes that nobody has read. */
  readonly body: unknown
  /** What it asks for; several only in a batch. */
  readonly calls: readonly Call[]
  /** A JWT that says to the upstream who is calling; `undefined` where the upstream is told nothing. */
  readonly identity: string | undefined
  /** Where the client is: only for an upstream that is told who calls. */
  readonly address: string | undefined
  /** On every message and log line about this request. */
  readonly traceId: string
  /** For the upstream: joined to the client's where it sent one. W3C Trace Context */
  readonly traceparent: string
  /** Which tools an answer may list to this caller. */
  readonly isListed: IsListed
  /** Every full list of tools that passes: the policy looks at it before the caller does. Returns the tools as they may be shown. */
  readonly screenTools: (tools: readonly unknown[]) => readonly unknown[]
  /** Aborted when the client has gone, or may wait no longer because the process ends. */
  readonly signal: AbortSignal
  /** Aborted when the gateway begins to leave: what only waits for news says when to come back, and ends; calls go on until they are done. */
  readonly leaving: AbortSignal
}

/** How it ended, for the event about it. */
export interface Ended {
  /** `error`: a JSON-RPC error or `isError` of the upstream, which passed as it is. `fault`: the gateway answered in its place, or broke off. */
  readonly outcome: 'result' | 'error' | 'fault' | 'cancelled'
  readonly status: number
  /** The fault's name, or the JSON-RPC code of the upstream's error. */
  readonly reason?: string
  readonly cause?: unknown
}

/** A tool as the upstream defines it. MCP "Tool" */
export interface Tool {
  readonly name: string
  readonly title?: string
  readonly description?: string
  readonly inputSchema?: unknown
  readonly outputSchema?: unknown
  readonly annotations?: {
    readonly readOnlyHint?: boolean
    readonly destructiveHint?: boolean
    readonly title?: string
  }
  readonly [member: string]: unknown
}

export interface UpstreamHealth {
  readonly state: 'up' | 'down' | 'idle' | 'unknown'
  /** In words, for operators. */
  readonly reason?: string
  /** Programs that run now; absent where none are started. */
  readonly children?: number
}

export interface Upstream {
  /**
   * Answers one request, whole: head, body or stream. Resolves when it is over. Rejects with a GatewayFault only while nothing
   * was written yet: the walk then writes it. After that, a broken stream ends with an error message of its own.
   */
  readonly serve: (exchange: Exchange) => Promise<Ended>
  /** All tools, asked for by us, all pages. Throws GatewayFault. */
  readonly listTools: (signal: AbortSignal) => Promise<readonly Tool[]>
  readonly health: () => UpstreamHealth
  /** Ends what is open; calls under way get `grace` milliseconds. */
  readonly close: (grace: number) => Promise<void>
}

/** What every upstream is made of besides its definition. */
export interface UpstreamNeeds {
  /** The server's name under `/mcp/`. */
  readonly name: string
  /** Where clients see the gateway. */
  readonly publicOrigin: string
  readonly log: GatewayLog
  /** Marks what belongs to one caller, so that nobody else can use it. */
  readonly handles: Handles
  /** What it is told when the gateway asks by itself; `undefined` where it is told nothing. */
  readonly ownIdentity: () => string | undefined
  /** The upstream says that its tools changed. */
  readonly onToolsChanged: () => void
  /** Milliseconds, from any moment on. */
  readonly now: () => number
  /** Of the process: what a child may inherit is chosen from it. */
  readonly environment: Readonly<Record<string, string | undefined>>
}

/** An event name and chosen facts; never a secret. */
export interface GatewayLog {
  info(event: string, facts?: Readonly<Record<string, unknown>>): void
  warn(event: string, facts?: Readonly<Record<string, unknown>>): void
  error(event: string, facts?: Readonly<Record<string, unknown>>): void
}

/** Names of the upstream (sessions, events) as one caller may use them: with a mark that no other caller can make. */
export interface Handles {
  /** `owner`: see `ownerOf`. */
  mark(id: string, owner: string): string
  /** The upstream's own name; `undefined` if it was not made for this owner. Constant time. */
  unmark(handle: string, owner: string): string | undefined
}

/** One person at one client: what one opened the other cannot use. */
export const ownerOf = ({ principal, clientId }: Caller): string => JSON.stringify([principal, clientId])

/** The same for the state of a call in several rounds: on the call of another tool it is worth nothing. */
export const ownerOfState = ({ caller, calls }: Pick<Exchange, 'caller' | 'calls'>): string =>
  `state ${JSON.stringify(calls.map(({ method, name }) => [method, name]))} ${ownerOf(caller)}`
