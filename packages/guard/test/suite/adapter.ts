/** What a framework must hand in to be proven: how to open a guarded server on it, and how to send it whatever a client could send. */
import type { GuardOptions } from '../../src/index.ts'

/** A request as it stands on the wire. */
export interface Sent {
  /** `POST` unless told otherwise. */
  readonly method?: string
  /** As in the request line, the guarded endpoint unless told otherwise; a whole URL is the absolute form. */
  readonly target?: string
  /** Several fields of one name are a list. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>
  /** An iterable is sent as long as somebody takes it. */
  readonly body?: string | Uint8Array | AsyncIterable<Uint8Array>
}

export interface Opened {
  /** The answer carries `behind` with the caller's subject if the request got past the guard. */
  readonly call: (sent: Sent) => Promise<Response>
  /** A message as a client of this transport sends it, and the JSON-RPC answer, or the refusal. */
  readonly ask: (message: unknown, headers?: Readonly<Record<string, string>>) => Promise<unknown>
  /** The subjects of all whom the guard let through, in their order. */
  readonly handled: readonly string[]
  readonly close: () => Promise<void> | void
}

/** What an adapter hands in of what stands behind its guard. */
export type Behind = Pick<Opened, 'handled' | 'close'>

export interface Wishes {
  /** Somebody before the guard reads the body, and keeps it to themselves. */
  readonly isBodyTaken?: boolean
  /** How the server behind answers, where one can choose. */
  readonly answers?: 'json' | 'stream'
}

export interface Adapter {
  readonly name: string
  /** Whether the guard is asked about the whole host, or about the endpoint alone. */
  readonly stand: 'host' | 'part'
  /** Over sockets a flood is smaller, and headers are as raw as they were sent. */
  readonly isOverSockets: boolean
  open(options: GuardOptions, wishes?: Wishes): Promise<Opened>
}

export const origin = 'https://notes.example'
export const endpoint = '/mcp'

/** The mark that the server behind the guard leaves on its answer. */
export const behind = 'x-behind'

/** Who the server behind the guard saw; undefined if the guard answered by itself. */
export const seenBehind = (response: Response): string | undefined => response.headers.get(behind) ?? undefined
