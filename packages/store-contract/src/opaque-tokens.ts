/** The promises of the port `issuance` about opaque access tokens. RFC 6749 §1.4 */
import { describe, expect, it } from 'vitest'
import type { Store } from '@gatehouse/issuer/ports/store'
import { aGrant, aJournalRow, anAccessToken, anId, aRefreshToken, later, NOW } from './examples.ts'
import { aFamily, anAccount, anApproval, events, FROM, isRefused, race, spending } from './stories.ts'

export const proveOpaqueTokens = (fresh: () => Store): void => {
  describe('opaque access tokens', () => {
    const find = (store: Store, { id, secretHash }: ReturnType<typeof anAccessToken>, now = NOW) =>
      store.issuance.findAccessToken(id, secretHash, now)

    it('are written with whatever is spent, and found only if id and hash both fit', async () => {
      const store = fresh()
      const { code } = await anApproval(store, await anAccount(store))
      const grant = aGrant(code)
      const refreshToken = aRefreshToken(code)
      const { grantId: _, ...machine } = anAccessToken()
      const [first, second] = [anAccessToken({ grantId: grant.id }), anAccessToken({ grantId: grant.id })]
      const rows = { clientId: code.clientId, from: FROM }
      const { issuance } = store
      await issuance.issue({ kind: 'code', id: code.id }, { ...rows, grant, refreshToken, accessToken: first }, NOW, [])
      await issuance.issue(spending(refreshToken), { ...rows, accessToken: second }, NOW, [])
      await issuance.issue({ kind: 'nothing' }, { ...rows, accessToken: machine }, NOW, [])
      for (const token of [first, second, machine]) expect(await find(store, token)).toEqual(token)
      expect(await issuance.findAccessToken(first.id, second.secretHash, NOW)).toBeUndefined()
      expect(await issuance.findAccessToken(anId('act'), first.secretHash, NOW)).toBeUndefined()
    })

    it('V4: end at their very second, before any sweep', async () => {
      const store = fresh()
      const accessToken = anAccessToken({ expiresAt: later(60) })
      await store.issuance.issue({ kind: 'nothing' }, { accessToken, clientId: anId('cli'), from: FROM }, NOW, [])
      expect(await find(store, accessToken, later(59))).toEqual(accessToken)
      expect(await find(store, accessToken, later(60))).toBeUndefined()
      expect(await store.sweep(later(59), 10)).toBe(0)
      expect(await store.sweep(later(60), 10)).toBe(1)
    })

    it('are found, but ended, once their grant or they themselves have ended', async () => {
      const store = fresh()
      const { grant } = await aFamily(store)
      const accessToken = anAccessToken({ grantId: grant.id })
      await store.issuance.issue({ kind: 'nothing' }, { accessToken, clientId: grant.clientId, from: FROM }, NOW, [])
      await store.grants.end(grant.id, 'revoked', NOW, [])
      expect(await find(store, accessToken)).toEqual(accessToken)
      expect(await store.endedGrants.hasEnded({ grantId: grant.id, jti: accessToken.id })).toBe(true)
    })

    it('I4: come from exactly one of 64 refreshes', async () => {
      const store = fresh()
      const { token, grant } = await aFamily(store)
      const accessTokens = Array.from({ length: 64 }, () => anAccessToken({ grantId: grant.id }))
      const told = await race(64, (index) => {
        const rows = { accessToken: accessTokens[index], clientId: grant.clientId, from: FROM }
        return store.issuance.issue(spending(token), rows, NOW, [])
      })
      expect(told).toEqual({ alreadySpent: 63, issued: 1 })
      const found = await Promise.all(accessTokens.map((accessToken) => find(store, accessToken)))
      expect(found.filter(Boolean)).toHaveLength(1)
    })

    it('V3: an id is taken once, and nothing else is written beside a second one', async () => {
      const store = fresh()
      const { token, grant } = await aFamily(store)
      const accessToken = anAccessToken({ grantId: grant.id })
      const rows = { accessToken, clientId: grant.clientId, from: FROM }
      await store.issuance.issue({ kind: 'nothing' }, rows, NOW, [])
      const again = { ...rows, accessToken: { ...accessToken, secretHash: 'thief' } }
      expect(await isRefused(store.issuance.issue(spending(token), again, NOW, [aJournalRow()]))).toBe(true)
      expect(await find(store, accessToken)).toEqual(accessToken)
      expect((await store.issuance.findRefreshToken(token.id, token.secretHash))?.token.rotated).toBeUndefined()
      expect(await events(store)).toEqual([])
    })
  })
}
