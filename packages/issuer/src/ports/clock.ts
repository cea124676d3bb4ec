/** The one clock that decides what has expired. */
import type { EpochSeconds } from '@gatehouse/protocol/time'

export interface Clock {
  now(): EpochSeconds
}
