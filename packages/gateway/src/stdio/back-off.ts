/** How long a program that keeps ending waits before it is started again: by key, longer each time, forgotten after it ran well for a while. */

export interface BackOff {
  /** Milliseconds until it may start; 0: now. */
  readonly wait: (key: string) => number
  /** It ended unasked, or never came up. */
  readonly failed: (key: string, end: Unasked) => void
  /** The one that waits longest, if any does. */
  readonly longest: () => { readonly wait: number; readonly reason: string } | undefined
}

export interface Unasked {
  readonly reason: string
  /** For how many milliseconds. */
  readonly lived: number
  /** It had come up: whoever asks next need not hear of its first end. */
  readonly hasWorked: boolean
}

interface Row {
  readonly failures: number
  readonly reason: string
  readonly until: number
}

const first = 500
const most = 60_000
/** Who ran for so long is not one that keeps ending. */
const steady = 30_000

/** `now` in milliseconds; `chance` from 0 to 1. */
export const createBackOff = (now: () => number, chance: () => number = Math.random): BackOff => {
  const rows = new Map<string, Row>()

  /** Keys are people: whoever waited long ago is forgotten. */
  const sweep = (): void => {
    for (const [key, { until }] of rows) if (until + steady < now()) rows.delete(key)
  }
  const wait = (key: string): number => Math.max(0, (rows.get(key)?.until ?? 0) - now())

  return {
    wait,
    failed(key, { reason, lived, hasWorked }) {
      sweep()
      if (lived >= steady) return void rows.delete(key)
      const failures = (rows.get(key)?.failures ?? 0) + 1
      const isPardoned = hasWorked && failures === 1
      const span = isPardoned ? 0 : Math.min(most, first * 2 ** (failures - 1))
      // Half of it is chance, so that children which ended together do not start together.
      rows.set(key, { failures, reason, until: now() + span * (0.5 + chance() / 2) })
    },
    longest() {
      const [row] = [...rows.values()].toSorted((one, other) => other.until - one.until)
      return row && row.until > now() ? { wait: row.until - now(), reason: row.reason } : undefined
    },
  }
}
