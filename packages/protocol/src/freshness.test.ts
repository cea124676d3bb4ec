import { describe, expect, it } from 'vitest'
import { freshnessOf } from './freshness.ts'
import { epochSeconds } from './time.ts'

const now = epochSeconds(1_800_000_000)
const day = 86_400
const fresh = (cacheControl: string | undefined, more = {}) => freshnessOf({ cacheControl, ...more }, now)
const at = (offset: number) => new Date((now + offset) * 1000).toUTCString()

describe('how long an answer is fresh', () => {
  it.each([
    ['max-age=600', 600],
    ['public, max-age=600', 600],
    ['MAX-AGE="600"', 600],
    [' ,max-age=600 , , immutable', 600],
    ['max-age=600, s-maxage=60', 60],
    ['max-age=600, stale-while-revalidate=30', 600],
    ['max-age=0', 0],
  ])('%s', (cacheControl, seconds) => {
    expect(fresh(cacheControl)).toBe(seconds)
  })

  it('counts what a cache on the way has used up', () => {
    expect(fresh('max-age=600', { age: '100' })).toBe(500)
    expect(fresh('max-age=600', { age: '601' })).toBe(0)
    expect(fresh('max-age=600', { age: '-1' })).toBe(0)
  })

  it('reads Expires where there is no age, from the time at which it was said', () => {
    expect(fresh(undefined, { expires: at(700) })).toBe(700)
    expect(fresh(undefined, { expires: at(700), date: at(100) })).toBe(600)
    expect(fresh('max-age=5', { expires: at(700) })).toBe(5)
    expect(fresh(undefined, { expires: '0' })).toBe(0)
    expect(fresh(undefined, { expires: at(-5) })).toBe(0)
  })

  it('asks again when nothing was said', () => {
    expect(fresh(undefined)).toBe(0)
    expect(fresh('public')).toBe(0)
  })
})

describe('a day at most, and nothing when in doubt', () => {
  it.each([
    ['max-age=86400', day],
    ['max-age=86401', day],
    ['max-age=1000000000000', day],
    [`max-age=${'9'.repeat(400)}`, day],
    ['no-store', 0],
    ['no-store, max-age=600', 0],
    ['no-cache, max-age=600', 0],
    ['no-cache="set-cookie", max-age=600', 0],
    ['private, max-age=600', 0],
    ['max-age=-1', 0],
    ['max-age=-1000000000000', 0],
    ['max-age=1e3', 0],
    ['max-age=600.5', 0],
    ['max-age', 0],
    ['max-age=', 0],
    ['max-age=600, max-age=600', 0],
    ['max-age=60, MAX-AGE=600', 0],
    ['max-age=600 public', 0],
    ['max-age="600', 0],
    ['=600', 0],
    [`max-age=600, ${'x'.repeat(5000)}`, 0],
  ])('H19: %s', (cacheControl, seconds) => {
    expect(fresh(cacheControl)).toBe(seconds)
  })

  it('H19: Vary: * is fresh for nobody', () => {
    expect(fresh('max-age=600', { vary: 'Accept, *' })).toBe(0)
    expect(fresh('max-age=600', { vary: 'Accept' })).toBe(600)
  })

  it('H19: an Expires of the year 9999 is a day', () => {
    expect(fresh(undefined, { expires: 'Fri, 31 Dec 9999 23:59:59 GMT' })).toBe(day)
  })
})
