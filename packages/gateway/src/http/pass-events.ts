/** A stream of events: each passes as soon as it is whole. Whatever happens behind us, the client is told how its call ended. MCP "Streamable HTTP" */
import { GatewayFault, faultMessage } from '../fault.ts'
import type { Door, Passage } from './door.ts'
import { tooLarge } from './door.ts'
import { createEventStream, EventTooLong } from './event-stream.ts'
import { createTap } from './tap.ts'

export interface EventNeeds {
  readonly markEvent: (id: string) => string
  /** It brings news for as long as somebody listens, and owes no answer. */
  readonly isWaiting: boolean
}

export const passEvents = (passage: Passage, { markEvent, isWaiting }: EventNeeds): Door => {
  const { exchange, head, flow, watch, mostBytes, mostStall, finish } = passage
  const { outgoing, traceId } = exchange
  const tap = createTap(outgoing, flow, mostStall)
  let isResumable = false
  const events = createEventStream({
    mostBytes,
    onId(id) {
      isResumable = true
      return markEvent(id)
    },
    onMessage(text) {
      try {
        return watch.read(text)
      } catch (error) {
        // Older transports and other ends send events that are no messages.
        if (error instanceof SyntaxError) return undefined
        throw error
      }
    },
  })
  outgoing.writeHead(head.status, [...head.headers, 'content-type', 'text/event-stream', 'x-accel-buffering', 'no'])
  outgoing.flushHeaders()

  const fail = (fault: GatewayFault): void => {
    const { status, fault: reason, cause } = fault
    const told = [...watch.unanswered].map((id) => eventOf(faultMessage(fault, id, traceId)))
    const last = isWaiting ? comeBack : Buffer.from(told.join(''))
    tap.end(last, () => finish({ outcome: 'fault', status, reason, cause }))
  }
  return {
    take(bytes) {
      try {
        const passing = events.push(bytes)
        if (passing.length > 0) tap.write(passing)
      } catch (error) {
        throw error instanceof EventTooLong ? new GatewayFault(...tooLarge(mostBytes)) : error
      }
    },
    end() {
      // A stream whose events have ids may be closed and resumed by the client. MCP 2025-11-25, "Resumability and Redelivery"
      if (watch.unanswered.size === 0 || isWaiting || isResumable) {
        return tap.end(undefined, () => finish({ ...watch.ended(), status: head.status }))
      }
      fail(new GatewayFault('upstream_died', 'the server behind this gateway ended its stream without an answer'))
    },
    fail,
    leave: () => tap.end(comeBack, () => finish({ outcome: 'result', status: head.status })),
  }
}

/** In milliseconds: by then another process stands there. */
const comeBack = Buffer.from('retry: 1000\n\n')

const eventOf = (message: unknown): string => `event: message\ndata: ${JSON.stringify(message)}\n\n`
