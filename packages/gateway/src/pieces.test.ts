import { expect, it } from 'vitest'
import { createPieces } from './pieces.ts'

const sizes = [0, 1, 127, 128, 129, 300]

it.each(sizes)('hands over %i pieces of any size in order, once', (count) => {
  for (const size of [1, 5000]) {
    const pieces = createPieces()
    const all = Array.from({ length: count }, (_, index) => Buffer.alloc(size, index % 251))
    for (const piece of all) pieces.add(piece)
    expect(pieces.length()).toBe(count * size)
    expect(pieces.take().equals(Buffer.concat(all))).toBe(true)
    expect([pieces.length(), pieces.take().length]).toEqual([0, 0])
  }
})

it('INV8: holds a flood of single bytes for little more than its bytes', () => {
  const pieces = createPieces()
  const before = process.memoryUsage().heapUsed
  const flood = Buffer.alloc(2_000_000, 'x')
  for (let at = 0; at < flood.length; at += 1) pieces.add(flood.subarray(at, at + 1))
  const cost = process.memoryUsage().heapUsed - before
  expect(pieces.take().length).toBe(flood.length)
  expect(cost).toBeLessThan(100_000_000)
})
