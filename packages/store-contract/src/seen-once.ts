/** The promises of the port `seen-once`. INV1 */
import { describe, expect, it } from 'vitest'
import { after, seconds } from '@gatehouse/protocol/time'
import type { Store } from '@gatehouse/issuer/ports/store'
import { later, NOW } from './examples.ts'
import { isRefused, race } from './stories.ts'

/** All unlike each other, also in the eyes of a database. */
const VALUES = [
  '',
  'a',
  'A',
  ' a',
  'a ',
  'a\0',
  '\0',
  '\uD800',
  '\uDC00',
  '\uFFFD',
  'caf\u00E9',
  'cafe\u0301',
  '1',
  '"1"',
]

export const proveSeenOnce = (fresh: () => Store): void => {
  describe('seen once', () => {
    it('V3: is first once for a kind and a value', async () => {
      const { seenOnce } = fresh()
      expect(await seenOnce.take('assertion', 'one', later(60), NOW)).toBe('first')
      expect(await seenOnce.take('assertion', 'one', later(99), NOW)).toBe('again')
      expect(await seenOnce.take('assertion', 'other', later(60), NOW)).toBe('first')
      expect(await seenOnce.take('dpop', 'one', later(60), NOW)).toBe('first')
      expect(await seenOnce.take('assertio', 'none', later(60), NOW)).toBe('first')
    })

    it('INV1: is first for exactly one of 64', async () => {
      const { seenOnce } = fresh()
      expect(await race(64, () => seenOnce.take('assertion', 'one', later(60), NOW))).toEqual({ again: 63, first: 1 })
    })

    it('V4: is first again from the very second on, for exactly one of 64, and then until the new end', async () => {
      const { seenOnce } = fresh()
      await seenOnce.take('assertion', 'one', later(60), NOW)
      const at = (now: number) => race(64, () => seenOnce.take('assertion', 'one', later(now + 60), later(now)))
      expect(await at(59)).toEqual({ again: 64 })
      expect(await at(60)).toEqual({ again: 63, first: 1 })
      expect(await at(119)).toEqual({ again: 64 })
      expect(await at(120)).toEqual({ again: 63, first: 1 })
    })

    it('is not lengthened by those that come again', async () => {
      const { seenOnce } = fresh()
      await seenOnce.take('assertion', 'one', later(60), NOW)
      await seenOnce.take('assertion', 'one', later(600), later(30))
      expect(await seenOnce.take('assertion', 'one', later(600), later(60))).toBe('first')
    })

    it('V11: tells any text of any length from any other', async () => {
      const { seenOnce } = fresh()
      const values = [...VALUES, 'x'.repeat(1_000_000), `${'x'.repeat(999_999)}y`]
      for (const value of values) expect(await seenOnce.take('assertion', value, later(60), NOW)).toBe('first')
      for (const value of values) expect(await seenOnce.take('assertion', value, later(60), NOW)).toBe('again')
    })

    it('V11: refuses an end that is no whole second, and a kind that no database could hold', async () => {
      const { seenOnce } = fresh()
      expect(await isRefused(seenOnce.take('assertion', 'one', after(NOW, seconds(1.5)), NOW))).toBe(true)
      expect(await isRefused(seenOnce.take('a\0', 'one', later(60), NOW))).toBe(true)
      expect(await seenOnce.take('assertion', 'one', later(60), NOW)).toBe('first')
    })

    it('sweeps what is past its end, to the second', async () => {
      const store = fresh()
      await store.seenOnce.take('assertion', 'one', later(60), NOW)
      await store.seenOnce.take('assertion', 'other', later(61), NOW)
      expect(await store.sweep(later(59), 10)).toBe(0)
      expect(await store.sweep(later(60), 10)).toBe(1)
      expect(await store.seenOnce.take('assertion', 'other', later(99), later(60))).toBe('again')
    })
  })
}
