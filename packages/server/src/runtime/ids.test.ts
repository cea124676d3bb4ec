/** Names in time's order, secrets of full strength. */
import { describe, expect, it } from 'vitest'
import { createIds } from './ids.ts'

describe('ids', () => {
  it('are a prefix and 26 characters of lower-case Crockford base 32', () => {
    expect(createIds().next('grt')).toMatch(/^grt_[0-7][0-9a-hjkmnp-tv-z]{25}$/)
  })

  it('sort by the time they were made', () => {
    let now = 1_700_000_000_000
    const ids = createIds(() => now)
    const early = ids.next('cod')
    now += 1
    expect(ids.next('cod') > early).toBe(true)
  })

  it('say the millisecond they were made in', () => {
    // The first ten characters are 50 bits: two zeros and 48 bits of time.
    expect(
      createIds(() => 0)
        .next('jti')
        .slice(4, 14),
    ).toBe('0000000000')
    expect(
      createIds(() => 31)
        .next('jti')
        .slice(4, 14),
    ).toBe('000000000z')
    expect(
      createIds(() => 2 ** 48 - 1)
        .next('jti')
        .slice(4, 14),
    ).toBe('7zzzzzzzzz')
  })

  it('stay in order and apart within one millisecond and when the clock steps back', () => {
    const times = [5000, 5000, 4000, 5000, 1, 5001]
    let asked = 0
    const ids = createIds(() => times[asked++ % times.length] ?? 0)
    const made = Array.from({ length: 2000 }, () => ids.next('rft'))
    expect(made).toEqual(made.toSorted())
    expect(new Set(made).size).toBe(made.length)
  })

  it('of two processes in one millisecond differ', () => {
    const [one, other] = [createIds(() => 7), createIds(() => 7)]
    const made = Array.from({ length: 500 }, () => [one.next('jti'), other.next('jti')]).flat()
    expect(new Set(made).size).toBe(1000)
  })

  it('secrets are 256 bits, never the same twice', () => {
    const ids = createIds()
    expect(Buffer.from(ids.secret(), 'base64url')).toHaveLength(32)
    expect(ids.secret()).toHaveLength(43)
    expect(ids.secret()).not.toBe(ids.secret())
  })
})
