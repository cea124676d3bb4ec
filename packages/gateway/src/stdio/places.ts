/** How many children there may be at once. Whoever finds all places taken waits for one that is leaving, or has another one leave, or is refused. */
import { GatewayFault } from '../fault.ts'

export interface Place {
  /** Soon free: somebody may wait for it. */
  readonly isLeaving: () => void
  readonly leave: () => void
}

/** `makeRoom` has somebody without work leave, at once; `false`: everybody works. */
export const createPlaces = (most: number, makeRoom: () => boolean) => {
  let taken = 0
  let leaving = 0
  let waiting: (() => void)[] = []

  const occupy = (): Place => {
    let state: 'in' | 'leaving' | 'out' = 'in'
    taken += 1
    return {
      isLeaving() {
        if (state !== 'in') return
        state = 'leaving'
        leaving += 1
      },
      leave() {
        if (state === 'out') return
        if (state === 'leaving') leaving -= 1
        state = 'out'
        taken -= 1
        const woken = waiting
        waiting = []
        for (const go of woken) go()
      },
    }
  }

  return {
    /** Throws GatewayFault. */
    async enter(): Promise<Place> {
      while (taken >= most) {
        // Each who waits needs one of those who leave for himself.
        if (leaving <= waiting.length && !makeRoom()) throw full()
        await new Promise<void>((resolve) => void waiting.push(resolve))
      }
      return occupy()
    },
  }
}

const full = (): GatewayFault =>
  new GatewayFault('overloaded', 'all places at this server are taken: try again in a moment', { retryAfter: 5 })
