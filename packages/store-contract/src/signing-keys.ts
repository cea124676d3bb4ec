/** The promises of the port `signing-keys`. */
import { describe, expect, it } from 'vitest'
import type { Store } from '@gatehouse/issuer/ports/store'
import { aJournalRow, anId, aSigningKey, later } from './examples.ts'
import { events, isRefused, race } from './stories.ts'

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

    /** With a first key, and one that follows it. */
    const rotated = async (store: Store) => {
      const [first, next] = [aSigningKey(), aSigningKey({ createdAt: later(1), activeFrom: later(100) })]
      await store.signingKeys.createFirst(first)
      expect(await store.signingKeys.addAfter(first.kid, next, [aJournalRow({ event: 'key.added' })])).toBe('added')
      return { first, next }
    }

    it('adds a key after the newest of its algorithm only: the one that becomes active last', async () => {
      const store = fresh()
      const { first, next } = await rotated(store)
      const { signingKeys } = store
      const later200 = () => aSigningKey({ createdAt: later(2), activeFrom: later(200) })
      for (const newest of [first.kid, anId('key')]) {
        expect(await signingKeys.addAfter(newest, later200(), [aJournalRow()])).toBe('notNewest')
      }
      expect(await signingKeys.addAfter(next.kid, aSigningKey({ alg: 'RS256' }), [aJournalRow()])).toBe('notNewest')
      const urgent = aSigningKey({ createdAt: later(3), activeFrom: later(3) })
      expect(await signingKeys.addAfter(next.kid, urgent, [])).toBe('added')
      const last = later200()
      expect(await signingKeys.addAfter(urgent.kid, last, [aJournalRow()])).toBe('notNewest')
      expect(await signingKeys.addAfter(next.kid, last, [])).toBe('added')
      expect(await signingKeys.list()).toEqual([first, next, last, urgent])
      expect(await events(store)).toEqual(['key.added'])
    })

    it('two replicas that rotate together never make two: one of 64 adds', async () => {
      const store = fresh()
      const { next } = await rotated(store)
      const keys = Array.from({ length: 64 }, () => aSigningKey({ activeFrom: later(200) }))
      const told = await race(64, async (index) =>
        store.signingKeys.addAfter(next.kid, keys[index] ?? aSigningKey(), [aJournalRow()]),
      )
      expect(told).toEqual({ added: 1, notNewest: 63 })
      expect(await store.signingKeys.list()).toHaveLength(3)
      expect(await events(store)).toHaveLength(2)
    })

    it('V3: a kid is taken once', async () => {
      const store = fresh()
      const { first, next } = await rotated(store)
      expect(await isRefused(store.signingKeys.addAfter(next.kid, { ...first, activeFrom: later(300) }, []))).toBe(true)
      expect(await store.signingKeys.list()).toEqual([first, next])
    })

    it('removes a key for good, once; the one before it is the newest again', async () => {
      const store = fresh()
      const { first, next } = await rotated(store)
      const remove = (kid: string) => store.signingKeys.remove(kid, [aJournalRow({ event: 'key.removed' })])
      expect(await race(64, () => remove(next.kid))).toEqual({ removed: 1, unknown: 63 })
      expect(await store.signingKeys.list()).toEqual([first])
      expect(await events(store)).toEqual(['key.removed', 'key.added'])
      const again = aSigningKey({ activeFrom: later(300) })
      expect(await store.signingKeys.addAfter(first.kid, again, [])).toBe('added')
      expect(await remove(first.kid)).toBe('removed')
      expect(await store.signingKeys.createFirst(aSigningKey())).toBe('exists')
      expect(await remove(again.kid)).toBe('removed')
      expect(await store.signingKeys.createFirst(aSigningKey())).toBe('created')
    })

    it('seals all anew or none: a key that came, went or was sealed meanwhile stops it', async () => {
      const store = fresh()
      const { first, next } = await rotated(store)
      const reseal = (from: string, to: string, keys = [first, next]) =>
        store.signingKeys.reseal(
          keys.map(({ kid }) => ({ kid, from, to })),
          [aJournalRow({ event: 'keys.resealed' })],
        )
      expect(await reseal('sealed', 'anew')).toBe('resealed')
      expect((await store.signingKeys.list()).map(({ sealedPrivateKey }) => sealedPrivateKey)).toEqual(['anew', 'anew'])
      expect(await reseal('sealed', 'late')).toBe('changed')
      expect(await reseal('anew', 'partial', [first])).toBe('changed')
      expect(await reseal('anew', 'too many', [first, next, aSigningKey()])).toBe('changed')
      expect(await store.signingKeys.reseal([], [aJournalRow()])).toBe('changed')
      expect((await store.signingKeys.list()).map(({ sealedPrivateKey }) => sealedPrivateKey)).toEqual(['anew', 'anew'])
      expect(await events(store)).toEqual(['keys.resealed', 'key.added'])
      expect(await race(64, (index) => reseal('anew', `seal ${index}`))).toEqual({ changed: 63, resealed: 1 })
    })
  })
}
