/** The promises of the port `rate-limits`. */
import { describe, expect, it } from 'vitest'
import { minutes, seconds } from '@gatehouse/protocol/time'
import type { Store } from '@gatehouse/issuer/ports/store'
import { later, NOW } from './examples.ts'
import { race } from './stories.ts'

const RATE = { limit: 3, window: seconds(60) }

export const proveRateLimits = (fresh: () => Store): void => {
  describe('rate limits', () => {
    it('gives as many places as the limit says, then says how long to wait', async () => {
      const { rateLimits } = fresh()
      for (const now of [0, 10, 20]) expect(await rateLimits.take('key', RATE, later(now))).toEqual({ allowed: true })
      expect(await rateLimits.take('key', RATE, later(20))).toEqual({ allowed: false, retryAfter: 40 })
      expect(await rateLimits.take('key', RATE, later(59))).toEqual({ allowed: false, retryAfter: 1 })
      expect(await rateLimits.take('other', RATE, later(59))).toEqual({ allowed: true })
    })

    it('begins anew at the very end of the window, with all places', async () => {
      const { rateLimits } = fresh()
      for (let taken = 0; taken < 4; taken += 1) await rateLimits.take('key', RATE, NOW)
      for (const now of [60, 61, 62]) expect(await rateLimits.take('key', RATE, later(now))).toEqual({ allowed: true })
      expect(await rateLimits.take('key', RATE, later(63))).toEqual({ allowed: false, retryAfter: 57 })
    })

    it('checks without taking', async () => {
      const { rateLimits } = fresh()
      for (let looked = 0; looked < 5; looked += 1) {
        expect(await rateLimits.check('key', RATE, NOW)).toEqual({ allowed: true })
      }
      for (let taken = 0; taken < 3; taken += 1) {
        expect(await rateLimits.check('key', RATE, NOW)).toEqual({ allowed: true })
        await rateLimits.take('key', RATE, NOW)
      }
      expect(await rateLimits.check('key', RATE, later(1))).toEqual({ allowed: false, retryAfter: 59 })
      expect(await rateLimits.check('key', RATE, later(60))).toEqual({ allowed: true })
    })

    it('takes one place back, never more than were taken', async () => {
      const { rateLimits } = fresh()
      await rateLimits.giveBack('unknown')
      for (let taken = 0; taken < 3; taken += 1) await rateLimits.take('key', RATE, NOW)
      await rateLimits.giveBack('key')
      expect(await rateLimits.take('key', RATE, NOW)).toEqual({ allowed: true })
      expect(await rateLimits.take('key', RATE, NOW)).toMatchObject({ allowed: false })
      for (let given = 0; given < 9; given += 1) await rateLimits.giveBack('key')
      expect(await race(9, () => rateLimits.take('key', RATE, NOW))).toEqual({
        'allowed: true': 3,
        'allowed: false': 6,
      })
    })

    it('allows nothing when the limit is none', async () => {
      const { rateLimits } = fresh()
      expect(await rateLimits.take('key', { limit: 0, window: seconds(60) }, NOW)).toEqual({
        allowed: false,
        retryAfter: 60,
      })
    })

    it('lets exactly the limit of 64 through', async () => {
      const { rateLimits } = fresh()
      const told = await race(64, () => rateLimits.take('key', { limit: 5, window: minutes(15) }, NOW))
      expect(told).toEqual({ 'allowed: true': 5, 'allowed: false': 59 })
    })

    it('V4: sweeps counters whose window is over', async () => {
      const store = fresh()
      await store.rateLimits.take('key', RATE, NOW)
      expect(await store.sweep(later(59), 10)).toBe(0)
      expect(await store.sweep(later(60), 10)).toBe(1)
    })
  })
}
