/** The promises of the port `signing-keys`. */
import { describe, expect, it } from 'vitest'
import type { Store } from '@gatehouse/issuer/ports/store'
import { aSigningKey, later } from './examples.ts'
import { race } from './stories.ts'

export const proveSigningKeys = (fresh: () => Store): void => {
  describe('signing keys', () => {
    it('keeps the first key of each algorithm exactly, oldest first', async () => {
      const { signingKeys } = fresh()
      const [young, old] = [aSigningKey({ createdAt: later(1) }), aSigningKey({ alg: 'RS256' })]
      for (const key of [young, old]) expect(await signingKeys.createFirst(key)).toBe('created')
      expect(await signingKeys.createFirst(aSigningKey())).toBe('exists')
      expect(await signingKeys.list()).toEqual([old, young])
    })

    it('two replicas never make two: one of 64 wins', async () => {
      const { signingKeys } = fresh()
      const keys = Array.from({ length: 64 }, () => aSigningKey())
      const told = await race(64, async (index) => signingKeys.createFirst(keys[index] ?? aSigningKey()))
      expect(told).toEqual({ created: 1, exists: 63 })
      const [kept, ...more] = await signingKeys.list()
      expect(more).toEqual([])
      expect(keys).toContainEqual(kept)
    })
  })
}
