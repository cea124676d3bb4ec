/**
 * What a server's tools are: asked when it opens, again until somebody answers, again when the upstream says that they changed, and when it
 * comes back from a fault. Nobody waits for it: until then the policy holds what it knows.
 */
import { setTimeout as after } from 'node:timers/promises'
import { toFault } from './fault.ts'
import { createRounds, type Pause } from './rounds.ts'
import type { CallEvent } from './traffic/call-event.ts'
import type { GatewayLog, Tool } from './upstream.ts'

export interface Learning {
  /** As the upstream said last. */
  readonly tools: () => readonly Tool[]
  /** Somebody has answered since it was opened: a server may have no tools. */
  readonly isLearned: () => boolean
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
  readonly pause?: Pause
  /** Milliseconds that `begin` waits at most. */
  readonly moment?: number
}

/** In milliseconds. */
const usualMoment = 2000
/** The same; a program may first have to be downloaded. */
const longestListing = 90_000

export const createLearning = ({ server, list, learn, log, pause, moment = usualMoment }: LearningNeeds): Learning => {
  let answered = (): void => undefined
  const first = new Promise<void>((resolve) => {
    answered = resolve
  })
  let tools: readonly Tool[] = []
  let isLearned = false
  let isUnknown = false
  let wasDown = false

  const rounds = createRounds(async (over) => {
    try {
      tools = await list(AbortSignal.any([over, AbortSignal.timeout(longestListing)]))
      await learn(tools)
      isLearned = true
      if (isUnknown) log.info('gateway.tools-known', { server, count: tools.length })
      isUnknown = false
      return true
    } catch (error) {
      const { message, cause } = toFault(error)
      if (!isUnknown && !over.aborted) log.warn('gateway.tools-unknown', { server, reason: message, cause })
      isUnknown = true
      return false
    } finally {
      answered()
    }
  }, pause)

  return {
    tools: () => tools,
    isLearned: () => isLearned,
    async begin() {
      rounds.ask()
      const patience = new AbortController()
      await Promise.race([first, after(moment, undefined, { signal: patience.signal })])
      patience.abort()
    },
    again: rounds.ask,
    hear({ outcome }) {
      if (outcome === 'fault') wasDown = true
      if (!wasDown || (outcome !== 'result' && outcome !== 'error')) return
      wasDown = false
      rounds.ask()
    },
    end: rounds.end,
  }
}
