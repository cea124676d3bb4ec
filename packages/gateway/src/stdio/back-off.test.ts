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
