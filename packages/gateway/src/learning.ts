/**
 * What a server's tools are: asked when it opens, again until somebody answers, again when the upstream says that they changed, and when it
 * comes back from a fault. Nobody waits for it: until then the policy holds what it knows.
 */
import { setTimeout as after } from 'node:timers/promises'
import { toFault } from './fault.ts'
import type { CallEvent } from './traffic/call-event.ts'
import type { GatewayLog, Tool } from './upstream.ts'

export interface Learning {
  /** As the upstream said last. */
  readonly tools: () => readonly Tool[]
  /** Ends with the first listing, or after a moment: whoever is slow is learned later. Never rejects. */
  readonly begin: () => Promise<void>
  /** The tools may be others now. However often this is said, the upstream is asked once a second at most. */
  readonly again: () => void
  /** How a call ended. */
  readonly hear: (ended: Pick<CallEvent, 'outcome'>) => void
  readonly end: () => void
}

export interface LearningNeeds {
  readonly server: string
  readonly list: (signal: AbortSignal) => Promise<readonly Tool[]>
  readonly learn: (tools: readonly Tool[]) => Promise<void>
  readonly log: GatewayLog
  /** Rejects when the signal aborts. */
  readonly pause?: (delay: number, signal: AbortSignal) => Promise<unknown>
}

/** In milliseconds. */
const moment = 2000
const longestListing = 60_000
const shortestPause = 1000
const longestPause = 60_000

const usualPause = (delay: number, signal: AbortSignal): Promise<unknown> =>
  after(delay, undefined, { signal, ref: false })

export const createLearning = ({ server, list, learn, log, pause = usualPause }: LearningNeeds): Learning => {
  const over = new AbortController()
  let tools: readonly Tool[] = []
  let failures = 0
  let isWanted = false
  let isRunning = false
  let wasDown = false
  let nudge = new AbortController()

  const attempt = async (): Promise<void> => {
    try {
      const found = await list(AbortSignal.any([over.signal, AbortSignal.timeout(longestListing)]))
      await learn(found)
      tools = found
      if (failures > 0) log.info('gateway.tools-known', { server, count: found.length })
      failures = 0
    } catch (error) {
      const { message, cause } = toFault(error)
      if (failures === 0 && !over.signal.aborted) log.warn('gateway.tools-unknown', { server, reason: message, cause })
      failures += 1
      isWanted = true
    }
  }

  /** Longer each time while nobody answers, until there is word of an answer. */
  const rest = async (): Promise<void> => {
    nudge = new AbortController()
    await pause(shortestPause, over.signal)
    const more = Math.min(longestPause, shortestPause * 2 ** failures) - shortestPause
    if (failures > 0 && !nudge.signal.aborted)
      await pause(more, AbortSignal.any([over.signal, nudge.signal])).catch(awoken)
  }
  const awoken = (): void => undefined

  const run = async (first: () => void): Promise<void> => {
    while (isWanted && !over.signal.aborted) {
      isWanted = false
      await attempt()
      first()
      await rest().catch(awoken)
    }
    isRunning = false
  }

  const ask = (first: () => void = awoken): void => {
    isWanted = true
    nudge.abort()
    if (isRunning || over.signal.aborted) return
    isRunning = true
    void run(first)
  }

  return {
    tools: () => tools,
    async begin() {
      const patience = new AbortController()
      const asked = new Promise<void>(ask)
      await Promise.race([asked, after(moment, undefined, { signal: patience.signal })])
      patience.abort()
    },
    again: () => ask(),
    hear({ outcome }) {
      if (outcome === 'fault') wasDown = true
      if (!wasDown || (outcome !== 'result' && outcome !== 'error')) return
      wasDown = false
      ask()
    },
    end: () => over.abort(),
  }
}
