/** Limits with a clock in hand: fair to each, bounded, and told in a way that a client can act on. */
import type { Caller } from '@gatehouse/guard'
import { beforeEach, describe, expect, it } from 'vitest'
import type { LimitsDefinition } from '../definition.ts'
import { createLimits, type Limits } from './limits.ts'

let now = 0
beforeEach(() => {
  now = 1_000_000
})

const usual: LimitsDefinition = {
  perPerson: 60,
  perServer: 100,
  concurrentPerPerson: 2,
  concurrent: 3,
  streamsPerPerson: 2,
}
const limitsOf = (more: Partial<LimitsDefinition> = {}): Limits => createLimits({ ...usual, ...more }, () => now)

const caller = (principal: string): Caller => ({
  principal,
  issuer: 'https://auth.example',
  subject: principal,
  clientId: 'c',
  scopes: [],
  roles: [],
  authentication: 'jwt',
  claims: {},
})
const alice = caller('alice')
const bob = caller('bob')

const one = { kind: 'call', count: 1 } as const
const visit = (limits: Limits, who: Caller, times = 1): void => {
  for (let time = 0; time < times; time += 1) limits.enter(who, one)()
}
const refusal = (work: () => unknown): unknown => {
  try {
    work()
    return 'let in'
  } catch (error) {
    return error
  }
}

describe('S17: calls in a minute', () => {
  it('S17: are counted by person: the flood of one leaves another alone', () => {
    const limits = limitsOf()
    visit(limits, alice, 60)
    for (let time = 0; time < 1000; time += 1) refusal(() => limits.enter(alice, one))
    expect(refusal(() => limits.enter(alice, one))).toMatchObject({
      status: 429,
      fault: 'too_many_requests',
      retryAfter: 1,
    })
    visit(limits, bob, 40)
  })

  it('S17: come back evenly, not all at the turn of a minute', () => {
    const limits = limitsOf()
    visit(limits, alice, 60)
    now += 999
    expect(refusal(() => visit(limits, alice))).toMatchObject({ retryAfter: 1 })
    now += 1
    visit(limits, alice)
    expect(refusal(() => visit(limits, alice))).toMatchObject({ status: 429 })
    now += 30_000
    visit(limits, alice, 30)
    expect(refusal(() => visit(limits, alice))).toMatchObject({ status: 429 })
  })

  it('S17: of all together have an end, too, and who is refused for others has not called', () => {
    const limits = limitsOf({ perServer: 50 })
    visit(limits, alice, 50)
    expect(refusal(() => visit(limits, bob))).toMatchObject({ status: 429 })
    now += 60_000
    visit(limits, bob, 50)
  })

  it('S17: a batch counts as what it holds, and one that can never fit says when the bucket is full', () => {
    const limits = limitsOf()
    limits.enter(alice, { kind: 'call', count: 50 })()
    expect(refusal(() => limits.enter(alice, { kind: 'call', count: 11 }))).toMatchObject({ retryAfter: 1 })
    limits.enter(alice, { kind: 'call', count: 10 })()
  })

  it('S17: a clock that goes back gives nobody more', () => {
    const limits = limitsOf()
    visit(limits, alice, 60)
    now -= 3_600_000
    expect(refusal(() => visit(limits, alice))).toMatchObject({ status: 429 })
  })
})

describe('S17: calls and streams at once', () => {
  it('S17: have places of their own for each person, and a cancellation always passes', () => {
    const limits = limitsOf()
    const leave = limits.enter(alice, one)
    limits.enter(alice, one)
    expect(refusal(() => limits.enter(alice, one))).toMatchObject({ status: 429 })
    limits.enter(alice, { kind: 'note', count: 1 })
    limits.enter(alice, { kind: 'stream', count: 1 })
    limits.enter(bob, one)
    leave()
    leave()
    limits.enter(alice, one)
    expect(refusal(() => limits.enter(alice, one))).toMatchObject({ status: 429 })
  })

  it('S17: of all together: a server that is full says so, and not that it was the caller', () => {
    const limits = limitsOf({ concurrent: 1 })
    limits.enter(alice, one)
    expect(refusal(() => limits.enter(bob, one))).toMatchObject({ status: 503, fault: 'overloaded', retryAfter: 1 })
  })

  it('S17: streams of one person are capped, and leave calls alone', () => {
    const limits = limitsOf()
    const stream = { kind: 'stream', count: 1 } as const
    const leave = limits.enter(alice, stream)
    limits.enter(alice, stream)
    expect(refusal(() => limits.enter(alice, stream))).toMatchObject({ status: 429 })
    limits.enter(bob, stream)
    visit(limits, alice)
    leave()
    limits.enter(alice, stream)
  })
})

describe('S17: memory', () => {
  it('S17: is bounded: 30,000 people leave no more behind than 10,000, and who is at work is not forgotten', () => {
    const limits = limitsOf({ perServer: 10_000_000, concurrent: 100_000 })
    limits.enter(alice, one)
    limits.enter(alice, one)
    for (let person = 0; person < 30_000; person += 1) {
      visit(limits, caller(`p${person}`))
      now += 1
    }
    expect(refusal(() => limits.enter(alice, one))).toMatchObject({ status: 429 })
  })
})
