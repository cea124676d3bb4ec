import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { createBudget } from './budget.ts'

const limits = { atOnce: 5, atOnceOfHost: 2, perMinute: 8, perMinuteOfHost: 3 }

const at = (start = 0) => {
  let now = start
  const budget = createBudget(limits, () => now)
  return {
    wait: (milliseconds: number) => void (now += milliseconds),
    /** Enters, and leaves again unless it `stays`. */
    enter: (host: string, stays = false) => {
      const admission = budget.enter(host)
      if ('retryAfter' in admission) return admission.retryAfter
      if (!stays) admission.leave()
      return 'in' as const
    },
    budget,
  }
}

describe('a budget', () => {
  it('H16: admits so many at once, of one host and in all, and refuses the next', () => {
    const { enter, budget } = at()
    const first = budget.enter('a')
    expect([enter('a', true), enter('a', true), enter('b', true), enter('b', true), enter('c', true)]).toEqual([
      'in',
      5,
      'in',
      'in',
      'in',
    ])
    expect(enter('d')).toBe(5)
    if ('leave' in first) first.leave()
    expect(enter('d', true)).toBe('in')
  })

  it('H16: admits so many in any minute, and says when there is room again', () => {
    const { enter, wait } = at()
    expect(enter('a')).toBe('in')
    wait(20_500)
    expect([enter('a'), enter('a'), enter('a')]).toEqual(['in', 'in', 40])
    wait(39_499)
    expect(enter('a')).toBe(1)
    wait(1)
    expect([enter('a'), enter('a')]).toEqual(['in', 21])
    expect(['b', 'c', 'd', 'e', 'f', 'g'].map((host) => enter(host))).toEqual(['in', 'in', 'in', 'in', 'in', 21])
  })

  it('H16: counts what is still under way after its minute', () => {
    const { enter, wait } = at()
    enter('a', true)
    enter('a', true)
    wait(120_000)
    expect(enter('a')).toBe(5)
  })

  it('H16: tells the first refusal apart, so that a flood writes one line a minute', () => {
    const { budget, wait } = at()
    const refused = () => [...Array(10).keys()].map((host) => budget.enter(String(host))).slice(limits.atOnce)
    const firsts = () => refused().map((admission) => 'isFirst' in admission && admission.isFirst)
    expect(firsts()).toEqual([true, false, false, false, false])
    expect(firsts()).toEqual([false, false, false, false, false])
    wait(60_000)
    expect(firsts().filter(Boolean)).toEqual([])
    expect(budget.enter('z')).toMatchObject({ isFirst: false })
  })

  it('H16: remembers no more after a hundred thousand hosts than it admits', () => {
    const { enter, wait } = at()
    const grown = growthWhile(() => {
      for (let host = 0; host < 100_000; host += 1) {
        enter(`host-${host}-${'x'.repeat(200)}.example`)
        wait(10)
      }
    })
    expect(grown).toBeLessThan(1024 * 1024)
  })
})

/** Of the heap, in bytes, without what nobody holds any more. */
const growthWhile = (work: () => void): number => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const held = () => {
    collect()
    return process.memoryUsage().heapUsed
  }
  const before = held()
  work()
  return held() - before
}
