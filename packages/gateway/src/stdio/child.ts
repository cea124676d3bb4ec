/** A program that speaks MCP over its standard streams, as the router sees it: `keep-children.ts` keeps this promise, `router.ts` lives on it. */
import type { GatewayLog } from '../upstream.ts'

export type JsonMessage = Readonly<Record<string, unknown>>

export interface RunningChild {
  /** One message as one line, in order. `false`: the pipe is full, and `whenDrained` says when to go on. A dead child is told by `onEnd`, not here. */
  readonly send: (message: JsonMessage) => boolean
  /** Resolves also when the child has ended. */
  readonly whenDrained: () => Promise<void>
  /** Lines that are JSON objects; others are logged and dropped. Set once, before the first `send`: nothing is read before. */
  readonly listen: (ears: ChildEars) => void
  /** Counts work: a child with any is not idle. Take it right after `get`; the returned function gives it back, once. */
  readonly hold: () => () => void
  /** Reads no more until the returned function is called: whoever cannot take messages as fast leaves them to the child. Some may still come. */
  readonly pause: () => () => void
}

export interface ChildEars {
  readonly onMessage: (message: JsonMessage) => void
  /** Once: it has ended, by itself or because it was told to; nothing is sent or heard any more. In words for operators. */
  readonly onEnd: (reason: string) => void
}

export interface Children {
  /**
   * The running child for this key (one for all: ''), started when there is none. Throws GatewayFault: `upstream_not_ready` while it
   * waits before another start, `upstream_unreachable` when it cannot be started, `upstream_too_slow` when its greeting takes too long,
   * `overloaded` when there are too many.
   */
  readonly get: (key: string) => Promise<RunningChild>
  readonly health: () => { readonly state: 'up' | 'down' | 'idle'; readonly reason?: string }
  /** No new ones; each may finish what is held, for `grace` milliseconds at most, and then ends with everything it started. */
  readonly close: (grace: number) => Promise<void>
}

export interface ChildrenNeeds {
  /** The server's, for the log. */
  readonly name: string
  readonly log: GatewayLog
  /** Milliseconds, from any moment on. */
  readonly now: () => number
  /** Of the process: a few harmless names of it reach the children. */
  readonly environment: Environment
  /** Called once for each new child, before anybody else gets it: `listen` and the handshake. If it rejects, the child is ended. */
  readonly greet: (child: RunningChild, key: string) => Promise<void>
}

export type Environment = Readonly<Record<string, string | undefined>>
