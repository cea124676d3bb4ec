/** How much one person, and all together, may ask of one server: counted by principal, never by address. */
import type { Caller } from '@gatehouse/guard'
import type { LimitsDefinition } from '../definition.ts'
import { GatewayFault } from '../fault.ts'

export interface Limits {
  /** Takes a place until the returned function is called. Throws GatewayFault. */
  readonly enter: (caller: Caller, kind: 'call' | 'stream') => () => void
}

interface Usage {
  /** Of the running minute. */
  calls: number
  minute: number
  underWay: number
  streams: number
}

const fresh = (): Usage => ({ calls: 0, minute: 0, underWay: 0, streams: 0 })

/** `now` in milliseconds. */
export const createLimits = (limits: LimitsDefinition, now: () => number): Limits => {
  const people = new Map<string, Usage>()
  const everybody = fresh()

  const count = (usage: Usage, most: number, who: string): void => {
    const minute = Math.floor(now() / 60_000)
    if (usage.minute !== minute) Object.assign(usage, { minute, calls: 0 })
    if (usage.calls >= most) {
      const retryAfter = Math.max(1, Math.ceil(60 - ((now() / 1000) % 60)))
      throw new GatewayFault('too_many_requests', `${who} called ${most} times within a minute: try again later`, {
        retryAfter,
      })
    }
    usage.calls += 1
  }
  const usageOf = (principal: string): Usage => {
    const known = people.get(principal)
    if (known) return known
    const made = fresh()
    people.set(principal, made)
    return made
  }
  const leave = (principal: string, usage: Usage): void => {
    if (usage.underWay === 0 && usage.streams === 0 && usage.minute !== Math.floor(now() / 60_000))
      people.delete(principal)
  }

  return {
    enter({ principal }, kind) {
      const own = usageOf(principal)
      if (kind === 'stream') {
        if (own.streams >= limits.streamsPerPerson) throw tooManyAtOnce('event streams open')
        own.streams += 1
        return once(() => {
          own.streams -= 1
          leave(principal, own)
        })
      }
      if (own.underWay >= limits.concurrentPerPerson) throw tooManyAtOnce('calls under way')
      if (everybody.underWay >= limits.concurrent) {
        throw new GatewayFault('overloaded', 'this server is busy: try again in a moment', { retryAfter: 1 })
      }
      count(own, limits.perPerson, 'you')
      count(everybody, limits.perServer, 'all people together')
      own.underWay += 1
      everybody.underWay += 1
      return once(() => {
        own.underWay -= 1
        everybody.underWay -= 1
        leave(principal, own)
      })
    },
  }
}

const tooManyAtOnce = (what: string): GatewayFault =>
  new GatewayFault('too_many_requests', `you have too many ${what}: finish some first`, { retryAfter: 1 })

const once = (work: () => void): (() => void) => {
  let isDone = false
  return () => {
    if (isDone) return
    isDone = true
    work()
  }
}
