/** How often something may happen: a minute's worth at once, and from then on as much as flows in again. */

export interface TokenBucket {
  /** Milliseconds until there is room for `amount`; 0: now. */
  readonly waitFor: (amount: number) => number
  /** What was not waited for leaves a debt. */
  readonly take: (amount: number) => void
  /** Nobody would notice if it were a new one. */
  readonly isFull: () => boolean
}

/** `now` in milliseconds; a clock that goes back gives nothing and takes nothing. */
export const createTokenBucket = (perMinute: number, now: () => number): TokenBucket => {
  const perMillisecond = perMinute / 60_000
  let level = perMinute
  let seenAt = now()
  const fill = (): number => {
    const at = now()
    level = Math.min(perMinute, level + Math.max(0, at - seenAt) * perMillisecond)
    seenAt = at
    return level
  }
  return {
    waitFor: (amount) => Math.max(0, (amount - fill()) / perMillisecond),
    take(amount) {
      level = fill() - amount
    },
    isFull: () => fill() >= perMinute,
  }
}
