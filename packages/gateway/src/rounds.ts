/**
 * Something that is done now and then, one round at a time: when it is asked for, again after a failure, later and later while it fails. However
 * often it is asked for, a second lies between two rounds.
 */
import { setTimeout as after } from 'node:timers/promises'

export interface Rounds {
  /** There is reason for another round, and no reason to wait for long. */
  readonly ask: () => void
  /** No round begins any more. */
  readonly end: () => void
}

/** Rejects when the signal aborts. */
export type Pause = (delay: number, signal: AbortSignal) => Promise<unknown>

/** In milliseconds. */
const shortest = 1000
const longest = 60_000

const usualPause: Pause = (delay, signal) => after(delay, undefined, { signal, ref: false })

/** `work`: whether it succeeded; never rejects. The signal: nobody wants it any more. */
export const createRounds = (work: (signal: AbortSignal) => Promise<boolean>, pause: Pause = usualPause): Rounds => {
  const over = new AbortController()
  let failures = 0
  let isWanted = false
  let isRunning = false
  let asked = new AbortController()

  const rest = async (): Promise<void> => {
    asked = new AbortController()
    await pause(shortest, over.signal)
    if (failures === 0 || asked.signal.aborted) return
    await pause(Math.min(longest, shortest * 2 ** failures) - shortest, AbortSignal.any([over.signal, asked.signal]))
  }

  const run = async (): Promise<void> => {
    while (isWanted && !over.signal.aborted) {
      isWanted = false
      failures = (await work(over.signal)) ? 0 : failures + 1
      isWanted ||= failures > 0
      // Called off, or asked for: the round itself says how it goes on.
      await rest().catch(() => undefined)
    }
    isRunning = false
  }

  return {
    ask() {
      isWanted = true
      asked.abort()
      if (isRunning || over.signal.aborted) return
      isRunning = true
      void run()
    },
    end: () => over.abort(),
  }
}
