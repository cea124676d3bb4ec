/** The promises of an open store: ready, durable where it claims to be, closed for good. INV2 */
import { describe, expect, it } from 'vitest'
import { StoreUnavailable } from '@gatehouse/issuer/ports/store'
import { anId, aPending, later, NOW } from './examples.ts'
import { anAccount, refresh } from './stories.ts'
import type { OpenForProof } from './prove-store.ts'
import { aWorld, seen } from './world.ts'

/** Only for stores that outlive their process. */
export const proveDurability = (open: OpenForProof): void => {
  describe('a restart', () => {
    it('INV2, I6: loses nothing, and a replay is still told from a first use', async () => {
      const { store, reopen, dispose } = await open()
      const tenant = anId('jti')
      const world = await aWorld(store.forTenant(tenant))
      const before = await seen(store.forTenant(tenant), world)
      const again = await reopen?.()
      if (!again) throw new Error('a durable store can be opened again')
      const after = again.forTenant(tenant)
      expect(await seen(after, world)).toEqual(before)
      expect(await refresh(after, { parent: world.token, clientId: world.client.id })).toMatchObject({
        outcome: 'alreadySpent',
      })
      expect(await after.seenOnce.take('assertion', 'value', later(200), NOW)).toBe('again')
      await again.close()
      await dispose()
    })

    it('V6: writes what was asked before the close, and answers StoreUnavailable after it', async () => {
      const { store, reopen, dispose } = await open()
      const tenant = store.forTenant('main')
      const pending = aPending()
      const asked = tenant.pendingAuthorizations.create(pending)
      await store.close()
      await asked
      await expect(anAccount(tenant)).rejects.toThrow(StoreUnavailable)
      await expect(tenant.clients.list()).rejects.toThrow(StoreUnavailable)
      await expect(store.ping()).rejects.toThrow(StoreUnavailable)
      const again = await reopen?.()
      await again?.ping()
      expect(await again?.forTenant('main').pendingAuthorizations.find(pending.id, NOW)).toEqual(pending)
      await again?.close()
      await dispose()
    })
  })
}
