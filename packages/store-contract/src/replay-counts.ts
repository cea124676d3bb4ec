/** The promises of the port `issuance` about counting the replays of an answer. I3 */
import { describe, expect, it } from 'vitest'
import { hours, seconds } from '@gatehouse/protocol/time'
import type { Store } from '@gatehouse/issuer/ports/store'
import { aJournalRow, anId, later, NOW } from './examples.ts'
import { aFamily, events, race } from './stories.ts'

export const proveReplayCounts = (fresh: () => Store): void => {
  describe('counting replays', () => {
    it('I3: counts up to the limit within a window that begins with the first', async () => {
      const store = fresh()
      const { grant } = await aFamily(store)
      const count = (now: number) => store.issuance.countReplay(grant.id, 2, seconds(100), later(now), [aJournalRow()])
      expect(await count(0)).toBe('counted')
      expect(await count(50)).toBe('counted')
      expect(await count(99)).toBe('overLimit')
      expect(await events(store)).toHaveLength(2)
      expect(await count(100)).toBe('counted')
    })

    it('counts exactly the limit of 64 at once, each grant for itself', async () => {
      const store = fresh()
      const { grant } = await aFamily(store)
      const other = await aFamily(store)
      const told = await race(64, () => store.issuance.countReplay(grant.id, 10, hours(24), NOW, []))
      expect(told).toEqual({ counted: 10, overLimit: 54 })
      expect(await store.issuance.countReplay(other.grant.id, 1, hours(24), NOW, [])).toBe('counted')
    })

    it('tells overLimit of an unknown or ended grant', async () => {
      const store = fresh()
      const { grant } = await aFamily(store)
      await store.grants.end(grant.id, 'revoked', NOW, [])
      for (const id of [grant.id, anId('grt')]) {
        expect(await store.issuance.countReplay(id, 10, hours(24), NOW, [aJournalRow()])).toBe('overLimit')
      }
      expect(await events(store)).toEqual([])
    })
  })
}
