/** A clock that moves only when told to. */
import type { Clock } from '@gatehouse/issuer/ports/clock'
import { after, epochSeconds, type EpochSeconds, type Seconds } from '@gatehouse/protocol/time'

export interface FixedClock extends Clock {
  advance(span: Seconds): void
}

export const fixedClock = (start: EpochSeconds = epochSeconds(1_800_000_000)): FixedClock => {
  let now = start
  return {
    now: () => now,
    advance(span) {
      now = after(now, span)
    },
  }
}
