/** How many fetches strangers may cause: at once and in a minute, of one host and in all. Refuses instead of queueing; what it remembers is bounded by what it allows. */
import { seconds, type Seconds } from '@gatehouse/protocol/time'

export interface BudgetLimits {
  readonly atOnce: number
  readonly atOnceOfHost: number
  readonly perMinute: number
  readonly perMinuteOfHost: number
}

export type Admission =
  /** To be called when the fetch is over. */
  | { readonly leave: () => void }
  /** `isFirst`: the last refusal is a while ago. */
  | { readonly retryAfter: Seconds; readonly isFirst: boolean }

export interface Budget {
  enter(host: string): Admission
}

interface Entry {
  readonly host: string
  readonly at: number
  isOver: boolean
}

const minute = 60_000
/** A fetch is over by then. */
const aMoment = seconds(5)

/** `now` in milliseconds, never going back. */
export const createBudget = (limits: BudgetLimits, now: () => number = () => performance.now()): Budget => {
  let lately: readonly Entry[] = []
  let refusedAt = -minute
  const refuse = (retryAfter: Seconds, at: number): Admission => {
    const isFirst = at - refusedAt >= minute
    if (isFirst) refusedAt = at
    return { retryAfter, isFirst }
  }
  return {
    enter(host) {
      const at = now()
      lately = lately.filter((entry) => !entry.isOver || entry.at > at - minute)
      const ofHost = lately.filter((entry) => entry.host === host)
      if (underway(lately) >= limits.atOnce || underway(ofHost) >= limits.atOnceOfHost) return refuse(aMoment, at)
      const crowd = [
        { entries: ofHost, most: limits.perMinuteOfHost },
        { entries: lately, most: limits.perMinute },
      ].find(({ entries, most }) => entries.length >= most)
      if (crowd) return refuse(untilRoom(crowd.entries, crowd.most, at), at)
      const entry: Entry = { host, at, isOver: false }
      lately = [...lately, entry]
      return { leave: () => void (entry.isOver = true) }
    },
  }
}

const underway = (entries: readonly Entry[]): number => entries.filter(({ isOver }) => !isOver).length

/** Until enough of the oldest are a minute old. */
const untilRoom = (entries: readonly Entry[], most: number, at: number): Seconds => {
  const last = entries[entries.length - most]?.at ?? at
  return seconds(Math.max(1, Math.ceil((last + minute - at) / 1000)))
}
