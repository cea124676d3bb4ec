/** A program that speaks MCP over its standard streams, as the router sees it: `keep-children.ts` keeps this promise, `router.ts` lives on it. */

export type JsonMessage = Readonly<Record<string, unknown>>

export interface RunningChild {
  /** One message as one line, in order. `false`: the pipe is full, and `whenDrained` says when to go on. Throws nothing: a dead child is told by `onEnd`. */
  readonly send: (message: JsonMessage) => boolean
  readonly whenDrained: () => Promise<void>
  /** Lines that are JSON objects; others are logged and dropped. Set once, before the first `send`. */
  readonly listen: (ears: ChildEars) => void
  /** Counts work: a child with any is not idle. */
  readonly hold: () => () => void
}

export interface ChildEars {
  readonly onMessage: (message: JsonMessage) => void
  /** It has ended, by itself or because it was told to; nothing is sent or heard any more. In words for operators. */
  readonly onEnd: (reason: string) => void
}

export interface Children {
  /**
   * The running child for this key (one for all: ''), started when there is none. Throws GatewayFault: `upstream_not_ready` while it
   * waits before another start, `upstream_unreachable` when it cannot be started, `overloaded` when there are too many.
   * `greet` is called once for each new child, before anybody else gets it: the handshake. If it rejects, the child is ended.
   */
  readonly get: (key: string) => Promise<RunningChild>
  readonly health: () => { readonly state: 'up' | 'down' | 'idle'; readonly reason?: string }
  readonly close: (grace: number) => Promise<void>
}
