/** The clock of this machine as the port that decides what has expired. */
import type { Clock } from '@gatehouse/issuer/ports/clock'
import { epochSeconds } from '@gatehouse/protocol/time'

export const systemClock: Clock = { now: () => epochSeconds(Date.now() / 1000) }
