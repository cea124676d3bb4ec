/** How the body of one answer gets to the client: what `pass-on.ts` hands to a door, and what it may ask of one. */
import type { Flow } from '@gatehouse/egress/upstream'
import type { GatewayFault } from '../fault.ts'
import type { Ended, Exchange } from '../upstream.ts'
import type { AnswerHead } from './answer-head.ts'
import type { MessageWatch } from './watch-messages.ts'

export interface Passage {
  readonly exchange: Exchange
  readonly head: AnswerHead
  readonly flow: Flow
  readonly watch: MessageWatch
  /** Of an answer that is no stream, and of one event. */
  readonly mostBytes: number
  /** In milliseconds: how long a client may leave its connection full. */
  readonly mostStall: number
  /** It is over, in one of these two ways. `refuse`: nothing was written. */
  readonly finish: (ended: Ended) => void
  readonly refuse: (fault: GatewayFault) => void
}

export interface Door {
  readonly take: (bytes: Buffer) => void
  readonly end: () => void
  /** The upstream is lost, or has said what cannot pass. */
  readonly fail: (fault: GatewayFault) => void
  /** What waits for news ends now, in good order. Absent where it ends by itself. */
  readonly leave?: () => void
}

export const tooLarge = (mostBytes: number): readonly ['upstream_too_large', string] => [
  'upstream_too_large',
  `the answer of the server behind this gateway is larger than ${mostBytes} bytes: ask for less at once`,
]
