/** A large answer whose length was said: it passes piece by piece. If it breaks off so does ours, and by its length the client sees that. */
import type { Door, Passage } from './door.ts'
import { createTap } from './tap.ts'

export const passBytes = ({ exchange, head, flow, mostStall, finish }: Passage): Door => {
  const { outgoing } = exchange
  const tap = createTap(outgoing, flow, mostStall)
  const { status, headers, length } = head
  outgoing.writeHead(status, [...headers, 'content-type', 'application/json', 'content-length', `${length}`])
  return {
    take: tap.write,
    end: () => tap.end(undefined, () => finish({ outcome: status < 400 ? 'result' : 'error', status })),
    fail({ status: wanted, fault, cause }) {
      outgoing.destroy()
      finish({ outcome: 'fault', status: wanted, reason: fault, cause })
    },
  }
}
