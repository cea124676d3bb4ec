import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createDeadlines } from './deadlines.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const watch = () => {
  const due: string[] = []
  return { due, deadlines: createDeadlines<string>({ span: 100, now: Date.now, onDue: (item) => due.push(item) }) }
}

it('is due for each after the same span, counted from its own beginning', () => {
  const { due, deadlines } = watch()
  deadlines.start('a')
  vi.advanceTimersByTime(60)
  deadlines.start('b')
  vi.advanceTimersByTime(40)
  expect(due).toEqual(['a'])
  vi.advanceTimersByTime(59)
  expect(due).toEqual(['a'])
  vi.advanceTimersByTime(1)
  expect(due).toEqual(['a', 'b'])
})

it('is never due for what was stopped, and later for what began again', () => {
  const { due, deadlines } = watch()
  deadlines.start('a')
  deadlines.start('b')
  deadlines.stop('a')
  vi.advanceTimersByTime(50)
  deadlines.start('b')
  vi.advanceTimersByTime(99)
  expect(due).toEqual([])
  vi.advanceTimersByTime(1)
  expect(due).toEqual(['b'])
  deadlines.start('c')
  deadlines.close()
  vi.advanceTimersByTime(1000)
  expect(due).toEqual(['b'])
})

it('needs one timer for any number of waits', () => {
  const { deadlines } = watch()
  for (let index = 0; index < 1000; index += 1) deadlines.start(`${index}`)
  expect(vi.getTimerCount()).toBe(1)
})
