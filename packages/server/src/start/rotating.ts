/** Signing keys change by themselves: now and then this replica reads which ones there are, makes the next one in time, and lets go of dead ones. */
import type { Ids } from '@gatehouse/issuer/ports/ids'
import type { Log } from '../app-needs.ts'
import { usualAge } from '../keys/key-ring.ts'
import { rotateByTime, type RotationNeeds } from '../keys/rotate.ts'

interface Needs extends RotationNeeds {
  readonly ids: Ids
  readonly log: Log
}

/** Milliseconds: a little sooner than anybody who signs would have to read the rows himself. */
const usualPace = (usualAge - 10) * 1000

/** Returns what ends it: waits for the round in the making. */
export const startRotating = (needs: Needs, every: number = usualPace): (() => Promise<void>) => {
  let round: Promise<void> = Promise.resolve()
  const timer = setInterval(() => {
    round = round.then(() => rotateOnce(needs))
  }, every).unref()
  return async () => {
    clearInterval(timer)
    await round
  }
}

const rotateOnce = async (needs: Needs): Promise<void> => {
  try {
    await rotateByTime(needs, { traceId: needs.ids.next('trc'), source: 'this process' })
  } catch (cause) {
    needs.log.warn('signing-keys.not-rotated', { cause })
  }
}
