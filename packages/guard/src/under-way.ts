/** What several callers want at the same moment is done once for all of them. */
import { type EpochSeconds, type Seconds, between, seconds } from '@gatehouse/protocol/time'

/** Joins what is under way for this key, or begins it. */
export type Join<Value> = (key: string, begin: () => Promise<Value>) => Promise<Value>

/** Some runtimes drop what a finished request has begun: then it is begun anew. */
const longestWait: Seconds = seconds(20)

export const createUnderWay = <Value>(now: () => EpochSeconds): Join<Value> => {
  const entries = new Map<string, { readonly value: Promise<Value>; readonly since: EpochSeconds }>()
  return (key, begin) => {
    const begun = entries.get(key)
    if (begun && between(begun.since, now()) < longestWait) return begun.value
    const value = begin().finally(() => {
      if (entries.get(key)?.value === value) entries.delete(key)
    })
    entries.set(key, { value, since: now() })
    return value
  }
}
