/** Calls of tools that were never listed: the list is asked for again before anybody judges them, at most once in a while. */
import { setTimeout as after } from 'node:timers/promises'

export interface UnknownTools {
  /** Resolves when the list is known, or known to be out of reach, or after a moment; `undefined`: it was asked for a moment ago. */
  readonly wait: () => Promise<void> | undefined
  readonly end: () => void
}

export interface UnknownToolsNeeds {
  readonly nowMs: () => number
  readonly relist: () => void
}

/** In milliseconds. Whoever calls names at random costs the upstream no more than this. */
const shortest = 5000
const moment = 3000

export const createUnknownTools = ({ nowMs, relist }: UnknownToolsNeeds): UnknownTools => {
  let askedAt = -Infinity
  let waiting: { readonly over: Promise<void>; readonly end: () => void } | undefined

  const begin = (): Promise<void> => {
    const over = new AbortController()
    const pause = after(moment, undefined, { signal: over.signal }).catch(() => undefined)
    const whole = pause.then(() => void (waiting = undefined))
    waiting = { over: whole, end: () => over.abort() }
    return whole
  }

  return {
    wait() {
      if (waiting) return waiting.over
      if (nowMs() - askedAt < shortest) return undefined
      askedAt = nowMs()
      const over = begin()
      relist()
      return over
    },
    end: () => waiting?.end(),
  }
}
