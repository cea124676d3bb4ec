/**
 * Refusals cost whoever provokes them nothing, and us a row and a line: of one person the first of a minute are told one by one, all others
 * by the last of them, with their number. Who writes goes in, the same with this restraint comes out. It remembers so many people, no more.
 */
import { type CallEvent, type TellOfCall, withoutBulk } from './call-event.ts'

interface Restrained {
  readonly tell: TellOfCall
  /** Tells what was only counted until now. */
  readonly settle: () => void
}

interface RestraintPace {
  /** In milliseconds: how long is counted. */
  readonly every: number
  /** So many of them are told one by one. */
  readonly told: number
  readonly people: number
}

interface Count {
  seen: number
  /** Of those that were not told. */
  last?: CallEvent
}

const usualPace: RestraintPace = { every: 60_000, told: 60, people: 10_000 }

export const restrainRefusals = (tell: TellOfCall, pace: RestraintPace = usualPace): Restrained => {
  const counts = new Map<string, Count>()
  let timer: NodeJS.Timeout | undefined

  const settle = (): void => {
    clearTimeout(timer)
    timer = undefined
    const over = [...counts.values()]
    counts.clear()
    for (const { seen, last } of over) if (last) tell({ ...last, missed: seen - pace.told - 1 })
  }
  const countOf = (event: CallEvent): Count => {
    const key = keyOf(event)
    const known = counts.get(key)
    if (known) return known
    if (counts.size >= pace.people) settle()
    timer ??= setTimeout(settle, pace.every).unref()
    const made: Count = { seen: 0 }
    counts.set(key, made)
    return made
  }

  return {
    tell(event) {
      if (event.outcome !== 'refused') return tell(event)
      const count = countOf(event)
      count.seen += 1
      if (count.seen <= pace.told) return tell(event)
      count.last = withoutBulk(event)
    },
    settle,
  }
}

/** Calls of tools by themselves: only they stand in the journal, and one that is told for many must not be another. */
const keyOf = ({ caller, server, call }: CallEvent): string =>
  JSON.stringify([caller.principal, server, call.method === 'tools/call'])
