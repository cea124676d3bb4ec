/** The promises of the port `consents`. */
import { describe, expect, it } from 'vitest'
import type { Store } from '@gatehouse/issuer/ports/store'
import { aCode, aConsent, anId, aPending, later, NOW } from './examples.ts'
import { aFamily, anAccount } from './stories.ts'

export const proveConsents = (fresh: () => Store): void => {
  describe('consents', () => {
    const approved = async (
      store: Store,
      consents: (code: ReturnType<typeof aCode>) => readonly ReturnType<typeof aConsent>[],
    ) => {
      const user = await anAccount(store)
      const code = aCode(user)
      const pending = aPending()
      await store.pendingAuthorizations.create(pending)
      await store.issuance.approve(pending.id, { code, consents: consents(code) }, NOW, [])
      return code
    }

    it('remembers one entry a resource, for exactly this person, client and redirect URI', async () => {
      const store = fresh()
      const code = await approved(store, (approvedCode) =>
        ['b', 'a'].map((resource) => aConsent(approvedCode, { resource })),
      )
      const { userId, clientId, redirectUri } = code
      const found = await store.consents.find(userId, clientId, redirectUri, NOW)
      expect(found.map((consent) => consent.resource).toSorted()).toEqual(['a', 'b'])
      expect(found).toContainEqual(aConsent(code, { resource: 'a' }))
      expect(await store.consents.find(anId('usr'), clientId, redirectUri, NOW)).toEqual([])
      expect(await store.consents.find(userId, anId('cli'), redirectUri, NOW)).toEqual([])
      expect(await store.consents.find(userId, clientId, `${redirectUri}/`, NOW)).toEqual([])
    })

    it('is replaced by the next decision for the same resource', async () => {
      const store = fresh()
      const code = await approved(store, (approvedCode) => [
        aConsent(approvedCode, { scopes: ['files:read', 'files:write'] }),
      ])
      const pending = aPending()
      await store.pendingAuthorizations.create(pending)
      const narrower = aConsent(code, { scopes: ['files:read'], expiresAt: later(7) })
      const next = { code: { ...code, id: anId('cod') }, consents: [narrower] }
      await store.issuance.approve(pending.id, next, NOW, [])
      expect(await store.consents.find(code.userId, code.clientId, code.redirectUri, NOW)).toEqual([narrower])
    })

    it('V4: ends at its second, before any sweep', async () => {
      const store = fresh()
      const code = await approved(store, (approvedCode) => [aConsent(approvedCode, { expiresAt: later(60) })])
      const find = async (now: number) => store.consents.find(code.userId, code.clientId, code.redirectUri, later(now))
      expect(await find(59)).toHaveLength(1)
      expect(await find(60)).toEqual([])
    })

    it('is forgotten when a grant of the pair ends, and only then', async () => {
      const store = fresh()
      const { user, grant } = await aFamily(store)
      const other = await aFamily(store, { user })
      await store.grants.end(grant.id, 'disconnected', NOW, [])
      expect(await store.consents.find(user.id, grant.clientId, grant.redirectUri, NOW)).toEqual([])
      expect(await store.consents.find(user.id, other.grant.clientId, grant.redirectUri, NOW)).toHaveLength(1)
    })
  })
}
