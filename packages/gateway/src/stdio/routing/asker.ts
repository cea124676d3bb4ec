/** Whoever waits for an answer of a child, the call that stands between them, and what a child may ask back. */
import type { GatewayFault } from '../../fault.ts'
import type { JsonMessage } from '../child.ts'

/** Who waits for an answer. */
export interface Asker {
  /** Its result or error, under the child's id. */
  readonly answer: (response: JsonMessage) => void
  /** No answer will come. */
  readonly fail: (fault: GatewayFault) => void
  /** Progress of the call, with the token that the client gave. */
  readonly hear?: (notification: JsonMessage) => void
  /** The client that a child may ask back; absent where no client stands behind the call. */
  readonly client?: AskedClient
}

export interface AskedClient {
  /** Whose call this is: one person at one client. */
  readonly owner: string
  /** What it declared that it can answer. */
  readonly capabilities: JsonMessage
  /** Log messages that belong to this call. */
  readonly log?: (notification: JsonMessage) => void
  /** Throws nothing: the question is answered, or refused. */
  readonly ask: (question: Question) => void
}

/** What a child wants to know from a client. */
export interface Question {
  readonly method: string
  readonly params: JsonMessage
  /** Once; whatever comes later is dropped. */
  readonly respond: (response: JsonMessage) => void
  /** In words for operators, and for the child. */
  readonly refuse: (reason: string) => void
  /** Called when no answer is wanted any more: withdrawn, refused, or too late. */
  readonly onClosed: (told: () => void) => void
}

export interface Call {
  readonly id: number
  readonly method: string
  /** Changes when a client comes back for its call. */
  asker: Asker
  /** What the client calls its progress. */
  token: unknown
  readonly release: () => void
}

export interface Asked {
  readonly method: string
  readonly params: JsonMessage
  /** `undefined`: nobody wants to hear of progress. */
  readonly token?: unknown
}
