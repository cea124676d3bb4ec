/** The stream on which a session hears what it did not ask for. No event has an id: what was missed is asked for again. MCP 2025-11-25, "Listening for Messages from the Server" */
import { GatewayFault } from '../../fault.ts'
import type { Ended, Exchange } from '../../upstream.ts'
import { openEventStream } from './event-stream.ts'
import type { Heartbeat } from './heartbeat.ts'
import { accepts } from './reply.ts'
import type { Session } from './sessions.ts'

export const openNews = async (session: Session, exchange: Exchange, heartbeat: Heartbeat): Promise<Ended> => {
  const { incoming, outgoing, signal, leaving } = exchange
  if (!accepts(incoming, 'text/event-stream')) {
    throw new GatewayFault('unsupported_request', 'who listens has to accept text/event-stream')
  }
  // One stream is enough for all news: who opens another has lost the first.
  session.stream?.end()
  const stream = openEventStream(outgoing, {})
  session.stream = stream
  const stopBeating = heartbeat(stream.comment)
  await untilEither(signal, leaving)
  stopBeating()
  stream.end()
  if (session.stream === stream) session.stream = undefined
  return { outcome: 'result', status: 200 }
}

/** The client has gone, or the gateway leaves. */
export const untilEither = (one: AbortSignal, other: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const either = AbortSignal.any([one, other])
    if (either.aborted) resolve()
    either.addEventListener('abort', () => resolve(), { once: true })
  })
