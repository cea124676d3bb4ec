/** The promises of `sweep`: bounded batches, nothing that anybody could still see. V4 */
import { describe, expect, it } from 'vitest'
import { after, days } from '@gatehouse/protocol/time'
import type { Store } from '@gatehouse/issuer/ports/store'
import { aPending, later, NOW } from './examples.ts'
import { aFamily, refresh } from './stories.ts'
import { aWorld, seen } from './world.ts'

export const proveSweep = (fresh: () => Store): void => {
  describe('sweep', () => {
    const dead = async (store: Store, count: number) => {
      for (let made = 0; made < count; made += 1)
        await store.pendingAuthorizations.create(aPending({ expiresAt: later(-1) }))
    }

    it('V4: deletes at most a batch, says how many, and comes to an end', async () => {
      const store = fresh()
      await dead(store, 25)
      const swept: number[] = []
      do swept.push(await store.sweep(NOW, 10))
      while (swept.at(-1) === 10)
      expect(swept).toEqual([10, 10, 5])
      expect(await store.sweep(NOW, 0)).toBe(0)
    })

    it('V4: never more than a batch, whatever kinds there are', async () => {
      const store = fresh()
      const world = await aWorld(store)
      const end = after(NOW, days(400))
      let total = 0
      for (let swept = 1; swept > 0; total += swept) {
        swept = await store.sweep(end, 1)
        expect(swept).toBeLessThanOrEqual(1)
      }
      expect(total).toBeGreaterThan(9)
      const { users, clients, resources, signingKeys, journal, ...rest } = await seen(store, world)
      expect([users.length, clients.length, resources.length, signingKeys.length, journal.length]).toEqual([
        2, 1, 1, 1, 1,
      ])
      expect(rest).toMatchObject({
        consents: [],
        grant: undefined,
        child: undefined,
        parent: undefined,
        session: undefined,
      })
    })

    it('touches nothing that lives', async () => {
      const store = fresh()
      const world = await aWorld(store)
      const before = await seen(store, world)
      expect(await store.sweep(NOW, 1000)).toBe(0)
      expect(await seen(store, world)).toEqual(before)
    })

    it('takes a grant with a long chain of tokens in bounded batches, the grant last', async () => {
      const store = fresh()
      const family = await aFamily(store)
      let parent = family.token
      for (let step = 0; step < 12; step += 1) {
        parent = (await refresh(store, { parent, clientId: family.grant.clientId })).child
      }
      const end = after(NOW, days(181))
      const sweeps: number[] = []
      do {
        expect(await store.grants.find(family.grant.id)).toBeDefined()
        sweeps.push(await store.sweep(end, 5))
      } while (sweeps.at(-1) === 5)
      expect(await store.grants.find(family.grant.id)).toBeUndefined()
      expect(await store.issuance.findRefreshToken(parent.id, parent.secretHash)).toBeUndefined()
    })

    it('several at once share the work and count it once', async () => {
      const store = fresh()
      await dead(store, 64)
      const swept = await Promise.all(Array.from({ length: 16 }, () => store.sweep(NOW, 10)))
      expect(swept.reduce((sum, count) => sum + count, 0)).toBe(64)
    })
  })
}
