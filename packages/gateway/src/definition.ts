/** One server as its operator declares it, every value checked and every default filled in: what `config/` hands to the gateway. */
import type { ArgumentRule } from '@gatehouse/guard'

export interface ServerDefinition {
  /** Letters, digits and dashes: `/mcp/<name>`, and the first part of its scopes. */
  readonly name: string
  /** What people read. */
  readonly title: string
  readonly upstream: HttpDefinition | StdioDefinition
  readonly policy: PolicyDefinition
  readonly limits: LimitsDefinition
  /** Whether the upstream is told who is calling, by a JWT with this audience. */
  readonly identity: { readonly audience: string } | undefined
}

export interface HttpDefinition {
  readonly kind: 'http'
  /** The MCP endpoint. The operator's own word: it may be on this computer or in a private network. */
  readonly url: string
  /** Credentials and whatever else the upstream wants on each request, by their names in small letters. */
  readonly headers: Readonly<Record<string, string>>
  /** In milliseconds: until the head of an answer; between two pieces of one (an event stream may be silent for long). */
  readonly timeouts: { readonly connect: number; readonly head: number; readonly silence: number }
  /** Of an answer that is no stream, and of one event. */
  readonly maxAnswerBytes: number
}

export interface StdioDefinition {
  readonly kind: 'stdio'
  /** The program and its arguments, no shell. */
  readonly command: readonly [program: string, ...argv: string[]]
  readonly cwd: string
  /** Everything that the child sees of an environment, besides the few harmless names that every program needs. */
  readonly environment: Readonly<Record<string, string>>
  /** One child for each person instead of one for all. */
  readonly perUser: boolean
  /** In milliseconds: how long a child may be without work; how long a call may take; how long it may take to start. */
  readonly timeouts: { readonly idle: number; readonly call: number; readonly start: number }
  readonly maxChildren: number
  readonly maxLineBytes: number
}

export interface PolicyDefinition {
  /** What a client is asked to get from the start; the others come by step-up. */
  readonly defaultScopes: readonly string[] | undefined
  /** Further scopes besides `<name>:read`, `<name>:write` and `<name>:admin`: name to words for people. */
  readonly scopes: Readonly<Record<string, string>>
  /** Needed for every call. */
  readonly required: readonly string[]
  /** Names or patterns with `*`. Absent: all. */
  readonly allow: readonly string[] | undefined
  readonly deny: readonly string[]
  /** By tool: what its calls need instead of what its annotations suggest. */
  readonly tools: Readonly<Record<string, ToolPolicy>>
  /** What happens when the definition of a tool is no longer the one that was pinned. */
  readonly onToolChange: 'withhold' | 'report'
  /** `reachable`: also tools that the caller would first have to ask for. `granted`: only what may be called now. */
  readonly listing: 'reachable' | 'granted'
}

export interface ToolPolicy {
  readonly scopes?: readonly string[]
  readonly arguments?: readonly ArgumentRule[]
}

export interface LimitsDefinition {
  /** Calls in a minute. */
  readonly perPerson: number
  readonly perServer: number
  /** Calls under way at once. */
  readonly concurrentPerPerson: number
  readonly concurrent: number
  /** Open event streams that wait for news (GET). */
  readonly streamsPerPerson: number
}
