/**
 * A stream may wait for news for hours: whoever was let in for it is asked again and again, so that it ends soon after its token, its grant
 * or its right. Given the request as it was let in; hands over a signal that is aborted when it would no longer be. INV6
 */
import type { IncomingMessage } from 'node:http'
import { fromNode, type Gate } from '@gatehouse/guard/gate'

interface Admission {
  readonly over: AbortSignal
  readonly end: () => void
}

interface AdmissionNeeds {
  readonly gate: Pick<Gate, 'decide'>
  readonly incoming: IncomingMessage
  /** As it was parsed. */
  readonly body: unknown
  /** In milliseconds. */
  readonly every: number
}

export const watchAdmission = ({ gate, incoming, body, every }: AdmissionNeeds): Admission => {
  const over = new AbortController()
  // Its bytes are gone: without a body it is asked as what it was, an empty one.
  const again = { ...fromNode(incoming), parsed: body ?? '' }
  const look = async (): Promise<void> => {
    const outcome = await gate.decide(again)
    if ('answer' in outcome) over.abort()
  }
  const timer = setInterval(() => void look().catch(() => over.abort()), every)
  timer.unref()
  return { over: over.signal, end: () => clearInterval(timer) }
}
