/** The promises of the port `ended-grants`. */
import { describe, expect, it } from 'vitest'
import type { Store } from '@gatehouse/issuer/ports/store'
import { aJournalRow, anId, later, NOW } from './examples.ts'
import { aFamily, anAccount, events } from './stories.ts'

export const proveEndedGrants = (fresh: () => Store): void => {
  describe('ended grants', () => {
    it('knows a living grant from an unknown and an ended one', async () => {
      const store = fresh()
      const { grant } = await aFamily(store)
      const jti = anId('jti')
      expect(await store.endedGrants.hasEnded({ grantId: grant.id, jti })).toBe(false)
      expect(await store.endedGrants.hasEnded({ grantId: anId('grt'), jti })).toBe(true)
      expect(await store.endedGrants.hasEnded({ jti })).toBe(false)
      await store.grants.end(grant.id, 'revoked', NOW, [])
      expect(await store.endedGrants.hasEnded({ grantId: grant.id, jti })).toBe(true)
    })

    it('ends one token and no other of its grant, once', async () => {
      const store = fresh()
      const { grant } = await aFamily(store)
      const jti = anId('jti')
      for (const _ of [1, 2])
        await store.endedGrants.endToken(jti, later(60), [aJournalRow({ event: 'token.revoked' })])
      expect(await store.endedGrants.hasEnded({ grantId: grant.id, jti })).toBe(true)
      expect(await store.endedGrants.hasEnded({ jti })).toBe(true)
      expect(await store.endedGrants.hasEnded({ grantId: grant.id, jti: anId('jti') })).toBe(false)
      expect(await events(store)).toEqual(['token.revoked'])
    })

    it('B18: ends every grant of a person whose epoch grew, who is disabled, or removed', async () => {
      const store = fresh()
      await anAccount(store, { isAdmin: true })
      const dead = async (act: (id: ReturnType<typeof anId<'usr'>>) => Promise<unknown>) => {
        const { user, grant } = await aFamily(store)
        await act(user.id)
        return store.endedGrants.hasEnded({ grantId: grant.id, jti: anId('jti') })
      }
      expect(await dead((id) => store.users.setPassword(id, 'new hash', []))).toBe(true)
      expect(await dead((id) => store.users.setDisabled(id, NOW, []))).toBe(true)
      expect(await dead((id) => store.users.remove(id, NOW, []))).toBe(true)
      expect(await dead(async () => undefined)).toBe(false)
    })

    it('stays ended when the person is enabled again', async () => {
      const store = fresh()
      const { user, grant } = await aFamily(store)
      await store.users.setDisabled(user.id, NOW, [])
      await store.users.setDisabled(user.id, undefined, [])
      expect(await store.endedGrants.hasEnded({ grantId: grant.id, jti: anId('jti') })).toBe(true)
    })

    it('remembers an ended token until it would have expired, to the second', async () => {
      const store = fresh()
      const jti = anId('jti')
      await store.endedGrants.endToken(jti, later(60), [])
      expect(await store.sweep(later(59), 10)).toBe(0)
      expect(await store.endedGrants.hasEnded({ jti })).toBe(true)
      expect(await store.sweep(later(60), 10)).toBe(1)
    })
  })
}
