/** Waiting before another start. */
import { expect, it } from 'vitest'
import { createBackOff } from './back-off.ts'

const opened = () => {
  const clock = { now: 1_000_000 }
  const backOff = createBackOff(
    () => clock.now,
    () => 1,
  )
  const end = (hasWorked: boolean, lived = 100) => backOff.failed('', { reason: 'exit code 1', lived, hasWorked })
  return { clock, backOff, end }
}

it('a child that had worked and ends for the first time may start again at once', () => {
  const { backOff, end } = opened()
  end(true)
  expect(backOff.wait('')).toBe(0)
})

it('one that keeps ending waits, longer each time, a minute at most', () => {
  const { clock, backOff, end } = opened()
  const waits = Array.from({ length: 10 }, () => {
    end(true)
    const wait = backOff.wait('')
    clock.now += wait
    return wait
  })
  expect(waits).toEqual([0, 1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000])
})

it('one that never came up waits from the first time on', () => {
  const { backOff, end } = opened()
  end(false)
  expect(backOff.wait('')).toBe(500)
})

it('one that ran well for a while is pardoned again', () => {
  const { backOff, end } = opened()
  end(true)
  end(true)
  end(true, 30_000)
  expect(backOff.wait('')).toBe(0)
  end(true)
  expect(backOff.wait('')).toBe(0)
})

it('half of a wait is chance, so that children which ended together do not start together', () => {
  const least = createBackOff(
    () => 0,
    () => 0,
  )
  least.failed('', { reason: 'exit code 1', lived: 100, hasWorked: false })
  expect(least.wait('')).toBe(250)
})

it('each key waits for itself, and the longest wait is told with its reason until it is over', () => {
  const { clock, backOff, end } = opened()
  end(false)
  backOff.failed('alice', { reason: 'exit code 2', lived: 100, hasWorked: false })
  backOff.failed('alice', { reason: 'exit code 3', lived: 100, hasWorked: false })
  expect([backOff.wait(''), backOff.wait('alice'), backOff.wait('bob')]).toEqual([500, 1000, 0])
  expect(backOff.longest()).toEqual({ wait: 1000, reason: 'exit code 3' })
  clock.now += 1000
  expect(backOff.longest()).toBeUndefined()
})
