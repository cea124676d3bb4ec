/** Now and then, what nobody can see any more is deleted: in small batches, so that nobody waits behind a large one. */
import type { Clock } from '@gatehouse/issuer/ports/clock'
import type { Store } from '@gatehouse/issuer/ports/store'
import { epochSeconds, type Seconds } from '@gatehouse/protocol/time'
import type { Log } from '../app-needs.ts'

interface Pace {
  /** Milliseconds between two rounds. */
  readonly every: number
  readonly batch: number
  /** A round ends here even if more is left. */
  readonly mostBatches: number
}

const usualPace: Pace = { every: 60_000, batch: 200, mostBatches: 50 }

interface Needs {
  readonly store: Store
  /** What the journal forgets is older than this. */
  readonly keepJournalFor: Seconds
  readonly clock: Clock
  readonly log: Log
}

/** Returns what ends it: waits for the batch in the making. */
export const startSweeping = (needs: Needs, pace: Pace = usualPace): (() => Promise<void>) => {
  let isOver = false
  let round: Promise<void> = Promise.resolve()
  const timer = setInterval(() => {
    round = round.then(() => sweepOnce(needs, pace, () => isOver))
  }, pace.every).unref()
  return async () => {
    isOver = true
    clearInterval(timer)
    await round
  }
}

const sweepOnce = async (needs: Needs, pace: Pace, isOver: () => boolean): Promise<void> => {
  const { store, clock, log, keepJournalFor } = needs
  let left = pace.mostBatches
  try {
    while (left > 0 && !isOver()) {
      const now = clock.now()
      const gone = await store.sweep(now, pace.batch, epochSeconds(Math.max(0, now - keepJournalFor)))
      left = gone < pace.batch ? 0 : left - 1
    }
  } catch (cause) {
    log.warn('sweep.failed', { cause })
  }
}
