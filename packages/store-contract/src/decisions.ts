/** The promises of the port `issuance` about a person's decision, and of `pending-authorizations`. */
import { describe, expect, it } from 'vitest'
import type { Store } from '@gatehouse/issuer/ports/store'
import { aCode, aConsent, aDocumentClient, aJournalRow, anId, aPending, later, NOW } from './examples.ts'
import { anAccount, events, race, isRefused } from './stories.ts'

export const proveDecisions = (fresh: () => Store): void => {
  describe('pending authorizations and their decision', () => {
    it('keeps a request exactly, the sparse and the full', async () => {
      const store = fresh()
      const full = aPending({ clientSnapshot: aDocumentClient({ mayNameTokenEndpoint: false }) })
      const {
        state: _,
        maxAge: __,
        loginHint: ___,
        nonce: ____,
        expectedUserId: _____,
        ...rest
      } = aPending({ boundTo: { handleHash: 'h' }, isCrossSite: false })
      for (const pending of [full, rest]) {
        await store.pendingAuthorizations.create(pending)
        expect(await store.pendingAuthorizations.find(pending.id, NOW)).toEqual(pending)
      }
      expect(await store.pendingAuthorizations.find(anId('pen'), NOW)).toBeUndefined()
    })

    it('V3: creates an id once', async () => {
      const store = fresh()
      const pending = aPending()
      await store.pendingAuthorizations.create(pending)
      expect(await isRefused(store.pendingAuthorizations.create({ ...pending, state: 'other' }))).toBe(true)
      expect(await store.pendingAuthorizations.find(pending.id, NOW)).toEqual(pending)
    })

    it('V4: is gone at its very second, for every verb, and then swept', async () => {
      const store = fresh()
      const user = await anAccount(store)
      const pending = aPending({ boundTo: { handleHash: 'handle' }, expiresAt: later(10) })
      await store.pendingAuthorizations.create(pending)
      expect(await store.pendingAuthorizations.find(pending.id, later(9))).toEqual(pending)
      expect(await store.pendingAuthorizations.find(pending.id, later(10))).toBeUndefined()
      expect(await store.pendingAuthorizations.claim(pending.id, 'handle', 'browser', later(10))).toBe('gone')
      const rows = { code: aCode(user), consents: [] }
      expect(await store.issuance.approve(pending.id, rows, later(10), [aJournalRow()])).toEqual({ outcome: 'gone' })
      expect(await store.issuance.deny(pending.id, later(10), [aJournalRow()])).toEqual({ outcome: 'gone' })
      expect(await store.issuance.findCode(rows.code.id, rows.code.secretHash)).toBeUndefined()
      expect(await events(store)).toEqual([])
      expect(await store.sweep(later(9), 10)).toBe(0)
      expect(await store.sweep(later(10), 10)).toBe(1)
    })

    it('is claimed with the right handle, once', async () => {
      const store = fresh()
      const pending = aPending({ boundTo: { handleHash: 'handle' } })
      await store.pendingAuthorizations.create(pending)
      expect(await store.pendingAuthorizations.claim(pending.id, 'wrong', 'thief', NOW)).toBe('gone')
      expect(await store.pendingAuthorizations.claim(pending.id, 'handle', 'browser', NOW)).toBe('claimed')
      expect(await store.pendingAuthorizations.claim(pending.id, 'handle', 'thief', NOW)).toBe('gone')
      const claimed = { ...pending, boundTo: { browserHash: 'browser' } }
      expect(await store.pendingAuthorizations.find(pending.id, NOW)).toEqual(claimed)
    })

    it('is claimed by exactly one of 64 browsers', async () => {
      const store = fresh()
      const pending = aPending({ boundTo: { handleHash: 'handle' } })
      await store.pendingAuthorizations.create(pending)
      const claim = (index: number) => store.pendingAuthorizations.claim(pending.id, 'handle', `browser ${index}`, NOW)
      expect(await race(64, claim)).toEqual({ claimed: 1, gone: 63 })
    })

    it('is claimed alone, decided alone: another request beside it stays as it is', async () => {
      const store = fresh()
      const user = await anAccount(store)
      const [one, other] = [aPending({ boundTo: { handleHash: 'h' } }), aPending({ boundTo: { handleHash: 'h' } })]
      for (const pending of [one, other]) await store.pendingAuthorizations.create(pending)
      await store.pendingAuthorizations.claim(one.id, 'h', 'browser', NOW)
      await store.issuance.approve(one.id, { code: aCode(user), consents: [] }, NOW, [])
      expect(await store.pendingAuthorizations.find(other.id, NOW)).toEqual(other)
      expect(await store.issuance.deny(other.id, NOW, [])).toEqual({ outcome: 'decided' })
    })

    it('is not claimed when it was never waiting under a handle', async () => {
      const store = fresh()
      const pending = aPending({ boundTo: { browserHash: 'browser' } })
      await store.pendingAuthorizations.create(pending)
      expect(await store.pendingAuthorizations.claim(pending.id, 'browser', 'thief', NOW)).toBe('gone')
    })

    it('B3: is decided once: the second decision is told the first', async () => {
      const store = fresh()
      const user = await anAccount(store)
      const pending = aPending()
      const code = aCode(user)
      await store.pendingAuthorizations.create(pending)
      const approve = (journal = [aJournalRow({ event: 'authorization.approved' })]) =>
        store.issuance.approve(pending.id, { code, consents: [aConsent(code)] }, later(3), journal)
      const decision = { outcome: 'approved', at: later(3), codeId: code.id }
      expect(await approve()).toEqual({ outcome: 'decided' })
      expect(await approve()).toEqual({ outcome: 'alreadyDecided', decision })
      const denied = await store.issuance.deny(pending.id, later(4), [aJournalRow()])
      expect(denied).toEqual({ outcome: 'alreadyDecided', decision })
      expect(await store.pendingAuthorizations.find(pending.id, NOW)).toEqual({ ...pending, decision })
      expect(await store.issuance.findCode(code.id, code.secretHash)).toEqual(code)
      expect(await events(store)).toEqual(['authorization.approved'])
    })

    it('B3: a denial stands, too, and no code comes after it', async () => {
      const store = fresh()
      const user = await anAccount(store)
      const pending = aPending()
      await store.pendingAuthorizations.create(pending)
      expect(await store.issuance.deny(pending.id, later(3), [aJournalRow({ event: 'denied' })])).toEqual({
        outcome: 'decided',
      })
      const code = aCode(user)
      const decision = { outcome: 'denied', at: later(3) }
      const late = await store.issuance.approve(pending.id, { code, consents: [aConsent(code)] }, NOW, [aJournalRow()])
      expect(late).toEqual({ outcome: 'alreadyDecided', decision })
      expect(await store.pendingAuthorizations.find(pending.id, NOW)).toEqual({ ...pending, decision })
      expect(await store.issuance.findCode(code.id, code.secretHash)).toBeUndefined()
      expect(await store.consents.find(user.id, code.clientId, code.redirectUri, NOW)).toEqual([])
      expect(await events(store)).toEqual(['denied'])
    })

    it('B3: of 64 who approve and deny at once exactly one decides, and at most one code is written', async () => {
      const store = fresh()
      const user = await anAccount(store)
      const pending = aPending()
      await store.pendingAuthorizations.create(pending)
      const codes = Array.from({ length: 64 }, () => aCode(user))
      const told = await race(64, (index) => {
        const code = codes[index]
        return code && index % 2 === 0
          ? store.issuance.approve(pending.id, { code, consents: [] }, NOW, [aJournalRow()])
          : store.issuance.deny(pending.id, NOW, [aJournalRow()])
      })
      expect(told).toEqual({ alreadyDecided: 63, decided: 1 })
      expect(await events(store)).toHaveLength(1)
      const found = await Promise.all(codes.map(({ id, secretHash }) => store.issuance.findCode(id, secretHash)))
      const decision = (await store.pendingAuthorizations.find(pending.id, NOW))?.decision
      expect(found.filter(Boolean).map((code) => code?.id)).toEqual(
        decision?.outcome === 'approved' ? [decision.codeId] : [],
      )
    })
  })
}
