/** How much one person, and all together, may ask of one server: counted by principal, never by address. */
import type { Caller } from '@gatehouse/guard'
import type { LimitsDefinition } from '../definition.ts'
import { GatewayFault } from '../fault.ts'
import { createTokenBucket, type TokenBucket } from './token-bucket.ts'

export interface Limits {
  /** Takes a place until the returned function is called. Throws GatewayFault. */
  readonly enter: (caller: Caller, visit: Entering) => () => void
}

export interface Entering {
  /** `stream` waits for news, for as long as it likes; `note` is over at once: who has too much under way must still be able to cancel. */
  readonly kind: 'call' | 'stream' | 'note'
  /** Several only in a batch. */
  readonly count: number
}

interface Usage {
  readonly bucket: TokenBucket
  readonly open: { call: number; stream: number; note: number }
}

/** So many people are remembered; who has nothing under way and was quiet for a minute is forgotten first. */
const mostPeople = 10_000

/** `now` in milliseconds. */
export const createLimits = (limits: LimitsDefinition, now: () => number): Limits => {
  const people = new Map<string, Usage>()
  const newUsage = (perMinute: number): Usage => ({
    bucket: createTokenBucket(perMinute, now),
    open: { call: 0, stream: 0, note: 0 },
  })
  const everybody = newUsage(limits.perServer)

  const usageOf = (principal: string): Usage => {
    const known = people.get(principal)
    if (known) return known
    if (people.size >= mostPeople) makeRoom(people)
    const made = newUsage(limits.perPerson)
    people.set(principal, made)
    return made
  }

  /** Both are looked at before either is charged: who is refused for all the others has not called. */
  const charge = (own: Usage, count: number): void => {
    refuseTooOften(own.bucket.waitFor(count), `you may call this server ${limits.perPerson} times a minute`)
    refuseTooOften(everybody.bucket.waitFor(count), `this server takes ${limits.perServer} calls a minute from all`)
    own.bucket.take(count)
    everybody.bucket.take(count)
  }

  const refuseTooManyOpen = ({ open }: Usage, kind: Entering['kind']): void => {
    if (kind === 'stream' && open.stream >= limits.streamsPerPerson) throw tooManyAtOnce('event streams open')
    if (kind !== 'call') return
    if (open.call >= limits.concurrentPerPerson) throw tooManyAtOnce('calls under way')
    if (everybody.open.call >= limits.concurrent) throw busy()
  }

  return {
    enter({ principal }, { kind, count }) {
      const own = usageOf(principal)
      refuseTooManyOpen(own, kind)
      charge(own, count)
      own.open[kind] += 1
      everybody.open[kind] += 1
      return once(() => {
        own.open[kind] -= 1
        everybody.open[kind] -= 1
      })
    },
  }
}

/** Throws GatewayFault when everybody remembered has something under way. */
const makeRoom = (people: Map<string, Usage>): void => {
  let oldestAtRest: string | undefined
  for (const [principal, { bucket, open }] of people) {
    if (open.call + open.stream + open.note > 0) continue
    oldestAtRest ??= principal
    if (bucket.isFull()) people.delete(principal)
  }
  if (people.size < mostPeople) return
  if (oldestAtRest === undefined) throw busy()
  people.delete(oldestAtRest)
}

const refuseTooOften = (wait: number, what: string): void => {
  if (wait <= 0) return
  const retryAfter = Math.ceil(wait / 1000)
  throw new GatewayFault('too_many_requests', `${what}: try again in ${retryAfter} s`, { retryAfter })
}

const tooManyAtOnce = (what: string): GatewayFault =>
  new GatewayFault('too_many_requests', `you have too many ${what}: finish some first`, { retryAfter: 1 })

const busy = (): GatewayFault =>
  new GatewayFault('overloaded', 'this server is busy: try again in a moment', { retryAfter: 1 })

const once = (work: () => void): (() => void) => {
  let isDone = false
  return () => {
    if (isDone) return
    isDone = true
    work()
  }
}
