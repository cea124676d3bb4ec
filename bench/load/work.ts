/** What a load is, as data that crosses into the process of the load generator: which requests, and what each answer must be. */

export interface Ask {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

export type Work =
  /** The same requests again and again, in turn. */
  | { readonly kind: 'asks'; readonly asks: readonly Ask[]; readonly status: number }
  /** One chain a connection: each answer brings the refresh token of the next request. */
  | { readonly kind: 'refresh'; readonly ask: Ask; readonly tokens: readonly string[] }
  /** A signed-in person's browser asks for a code, the client redeems it: two requests, one operation. */
  | { readonly kind: 'flow'; readonly authorize: Ask; readonly redeem: Ask }
  /** One JSON-RPC request again and again, each time with an id of its own in place of `anyId`, which the answer must carry. */
  | { readonly kind: 'calls'; readonly ask: Ask; readonly connections?: number }
  /** The same as lines into a program and out of it, without anybody between: `greeting` first. */
  | {
      readonly kind: 'lines'
      readonly command: readonly string[]
      readonly greeting: readonly string[]
      readonly line: string
    }
  /** Event streams; one event received is one operation, and its time is that since it was sent. */
  | { readonly kind: 'events'; readonly ask: Ask; readonly streams: number }

/** In a request: an address of one of four thousand networks, as behind a proxy. */
export const anyAddress = '{address}'

/** In a JSON-RPC request: an id that no other request has now. All of them have as many digits. */
export const anyId = '1000000'

export interface Sample {
  readonly operations: number
  readonly seconds: number
  /** Of the server process, its threads included, for one operation. */
  readonly cpuMicroseconds: number
  /** Milliseconds. */
  readonly p50: number
  readonly p99: number
}

/** What the load generator is told. `rate`: operations a second at most; else as many as the server can. */
export type Order =
  | { readonly kind: 'prepare'; readonly key: string; readonly port: number; readonly work: Work }
  | {
      readonly kind: 'measure'
      readonly key: string
      /** Absent: the program that the load itself talks to. */
      readonly pid?: number
      readonly span: Span
      readonly rate?: number
    }

/** Seconds. */
export interface Span {
  readonly warmUp: number
  readonly counted: number
}

export type Report =
  | { readonly kind: 'prepared' }
  | { readonly kind: 'measured'; readonly sample: Sample }
  | { readonly kind: 'failed'; readonly reason: string }
