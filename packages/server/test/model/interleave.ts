/**
 * Two requests at once, in an order that is chosen and not left to chance: whoever wants something of the store waits for its turn, and only
 * one of the two is under way at any time. (fast-check's scheduler chooses among those who happen to have arrived; here tokens are signed and
 * passwords hashed on other threads, so a counter-example would not come again.)
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import type { Store } from '@gatehouse/issuer/ports/store'
import { wrapPorts } from '@gatehouse/testkit'

export interface Interleaving {
  /** The store as it must be given to both. */
  around(store: Store): Store
  /** `turns`: who goes on, one entry a storage operation; whoever is left when they are used up goes to the end. */
  race<A, B>(turns: readonly boolean[], first: () => Promise<A>, second: () => Promise<B>): Promise<[A, B]>
}

interface Lane {
  /** Operations that wait for their turn: several when a request asks for them at once. */
  readonly waiting: (() => Promise<void>)[]
  isDone: boolean
  /** Called when something has arrived, or nothing will any more. */
  notice: () => void
}

export const interleaving = (): Interleaving => {
  const lanes = new AsyncLocalStorage<Lane>()
  return {
    around: (store) =>
      wrapPorts(store, (_, verb) => (...parameters) => {
        const lane = lanes.getStore()
        return lane && !lane.isDone ? inTurn(lane, () => verb(...parameters)) : verb(...parameters)
      }),
    async race(turns, first, second) {
      const [one, other] = [newLane(), newLane()]
      const enter = async <T>(lane: Lane, act: () => Promise<T>): Promise<T> => {
        const underway = lanes.run(lane, act).finally(() => {
          lane.isDone = true
          lane.notice()
        })
        await Promise.race([arrival(lane), underway.catch(() => undefined)])
        return underway
      }
      const both = Promise.all([enter(one, first), enter(other, second)])
      await Promise.race([alternate(turns, one, other), both])
      return both
    },
  }
}

const newLane = (): Lane => ({ waiting: [], isDone: false, notice: () => undefined })

/** Resolves when the lane waits at the store, or has come to its end. */
const arrival = async (lane: Lane): Promise<void> => {
  if (lane.waiting.length > 0 || lane.isDone) return
  await new Promise<void>((resolve) => {
    lane.notice = resolve
  })
}

const inTurn = <T>(lane: Lane, operation: () => Promise<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    lane.waiting.push(() => operation().then(resolve, reject))
    lane.notice()
  })

const alternate = async (turns: readonly boolean[], one: Lane, other: Lane): Promise<void> => {
  for (let turn = 0; ; turn += 1) {
    await arrival(one)
    await arrival(other)
    if (one.isDone && other.isDone) return
    const wanted = (turns[turn] ?? true) ? one : other
    const lane = wanted.isDone ? (wanted === one ? other : one) : wanted
    await lane.waiting.shift()?.()
    // What follows from the answer happens before anybody else may go on.
    await new Promise(setImmediate)
  }
}
