/** The promises of the port `issuance`: spending and writing is one verb. */
import { describe, expect, it } from 'vitest'
import { after, days } from '@gatehouse/protocol/time'
import type { Store } from '@gatehouse/issuer/ports/store'
import { aClient, aDynamicClient, aGrant, aJournalRow, anId, aRefreshToken, later, NOW } from './examples.ts'
import { aFamily, anAccount, anApproval, events, FROM, race, refresh, spending, isRefused } from './stories.ts'

export const proveIssuance = (fresh: () => Store): void => {
  proveCodes(fresh)
  proveRefreshTokens(fresh)
}

const proveCodes = (fresh: () => Store): void => {
  describe('issuance from a code', () => {
    const approval = async (store: Store, code: Parameters<typeof anApproval>[2] = {}) =>
      anApproval(store, await anAccount(store), code)

    const redeem = async (store: Store, code: Awaited<ReturnType<typeof approval>>['code'], now = NOW) => {
      const rows = { grant: aGrant(code), refreshToken: aRefreshToken(code), clientId: code.clientId, from: FROM }
      const journal = [aJournalRow({ grantId: code.grantId })]
      return { ...rows, ...(await store.issuance.issue({ kind: 'code', id: code.id }, rows, now, journal)) }
    }

    it('finds a code only if id and hash both fit', async () => {
      const store = fresh()
      const { code } = await approval(store)
      expect(await store.issuance.findCode(code.id, code.secretHash)).toEqual(code)
      expect(await store.issuance.findCode(code.id, 'another hash')).toBeUndefined()
      expect(await store.issuance.findCode(anId('cod'), code.secretHash)).toBeUndefined()
    })

    it('begins the grant, writes its refresh token, marks the code and the client', async () => {
      const store = fresh()
      const client = aDynamicClient()
      await store.clients.create(client, [])
      const { code } = await approval(store, { code: { clientId: client.id } })
      const { grant, refreshToken, outcome } = await redeem(store, code, later(7))
      expect(outcome).toBe('issued')
      expect(await store.issuance.findCode(code.id, code.secretHash)).toEqual({ ...code, spentAt: later(7) })
      const found = await store.issuance.findRefreshToken(refreshToken.id, refreshToken.secretHash)
      expect(found).toEqual({ token: refreshToken, grant })
      expect((await store.clients.find(client.id))?.lastUsedAt).toBe(later(7))
      expect(await events(store)).toEqual(['code.redeemed'])
    })

    it('begins a grant without a refresh token, too', async () => {
      const store = fresh()
      const { code } = await approval(store)
      const rows = { grant: aGrant(code), clientId: code.clientId, from: FROM }
      expect(await store.issuance.issue({ kind: 'code', id: code.id }, rows, NOW, [])).toEqual({ outcome: 'issued' })
      expect(await store.grants.find(code.grantId)).toEqual(rows.grant)
    })

    it('C7: of 64 redemptions of one code exactly one is issued, and only its rows are written', async () => {
      const store = fresh()
      const { code } = await approval(store)
      const attempts: Awaited<ReturnType<typeof redeem>>[] = []
      const told = await race(64, async (index) => (attempts[index] = await redeem(store, code)))
      expect(told).toEqual({ alreadySpent: 63, issued: 1 })
      for (const { refreshToken, outcome } of attempts) {
        const found = await store.issuance.findRefreshToken(refreshToken.id, refreshToken.secretHash)
        expect(found !== undefined).toBe(outcome === 'issued')
      }
      expect(await events(store)).toEqual(['code.redeemed'])
    })

    it('V4: a code ends at its very second, and is found for a day more', async () => {
      const store = fresh()
      const early = await approval(store, { code: { expiresAt: later(60) } })
      const late = await approval(store, { code: { expiresAt: later(60) } })
      expect(await redeem(store, early.code, later(59))).toMatchObject({ outcome: 'issued' })
      await approval(store, { code: { expiresAt: later(99) } })
      expect(await redeem(store, late.code, later(60))).toMatchObject({ outcome: 'ended' })
      expect(await store.grants.find(late.code.grantId)).toBeUndefined()
      expect(await store.sweep(later(60 + 86_399), 100)).toBeGreaterThan(0)
      for (const { code } of [early, late])
        expect(await store.issuance.findCode(code.id, code.secretHash)).toBeDefined()
      await store.sweep(later(60 + 86_400), 100)
      for (const { code } of [early, late])
        expect(await store.issuance.findCode(code.id, code.secretHash)).toBeUndefined()
    })

    it('B18: a code of a person whose epoch grew, who is disabled or removed, issues nothing', async () => {
      const store = fresh()
      await anAccount(store, { isAdmin: true })
      const acts = [
        (id: ReturnType<typeof anId<'usr'>>) => store.users.setPassword(id, 'new hash', NOW, []),
        (id: ReturnType<typeof anId<'usr'>>) => store.users.setDisabled(id, NOW, []),
        (id: ReturnType<typeof anId<'usr'>>) => store.users.remove(id, NOW, []),
      ]
      const disabled = await anAccount(store, { disabledAt: NOW })
      expect(await redeem(store, (await anApproval(store, disabled)).code)).toMatchObject({ outcome: 'ended' })
      for (const act of acts) {
        const { code } = await approval(store)
        await act(code.userId)
        expect(await redeem(store, code)).toMatchObject({ outcome: 'ended' })
      }
      expect(await events(store)).toEqual([])
    })

    it('issues nothing for an unknown code', async () => {
      const store = fresh()
      const user = await anAccount(store)
      const { code } = await anApproval(fresh(), user)
      expect(await redeem(store, code)).toMatchObject({ outcome: 'ended' })
      expect(await store.grants.find(code.grantId)).toBeUndefined()
    })

    it('V3: writes nothing at all when one of its rows cannot be written', async () => {
      const store = fresh()
      const { token } = await aFamily(store)
      const { code } = await approval(store)
      const rows = {
        grant: aGrant(code),
        refreshToken: { ...aRefreshToken(code), id: token.id },
        clientId: code.clientId,
        from: FROM,
      }
      expect(await isRefused(store.issuance.issue({ kind: 'code', id: code.id }, rows, NOW, [aJournalRow()]))).toBe(
        true,
      )
      expect(await store.grants.find(code.grantId)).toBeUndefined()
      expect(await store.issuance.findCode(code.id, code.secretHash)).toEqual(code)
      expect(await events(store)).toEqual([])
      expect(await redeem(store, code)).toMatchObject({ outcome: 'issued' })
    })

    it('spends nothing for a machine, and marks its client', async () => {
      const store = fresh()
      const client = aClient()
      await store.clients.create(client, [])
      const rows = { clientId: client.id, from: FROM }
      const issued = await store.issuance.issue({ kind: 'nothing' }, rows, later(3), [aJournalRow()])
      expect(issued).toEqual({ outcome: 'issued' })
      expect(await store.clients.find(client.id)).toEqual({ ...client, lastUsedAt: later(3) })
      expect(await events(store)).toHaveLength(1)
      await store.issuance.issue({ kind: 'nothing' }, rows, later(2), [])
      expect((await store.clients.find(client.id))?.lastUsedAt).toBe(later(3))
    })
  })
}

const proveRefreshTokens = (fresh: () => Store): void => {
  describe('issuance from a refresh token', () => {
    const find = async (store: Store, { id, secretHash }: ReturnType<typeof aRefreshToken>) =>
      store.issuance.findRefreshToken(id, secretHash)

    it('finds a token with its grant, ended or not, only if id and hash both fit', async () => {
      const store = fresh()
      const { token, grant } = await aFamily(store)
      expect(await find(store, token)).toEqual({ token, grant })
      expect(await store.issuance.findRefreshToken(token.id, 'another hash')).toBeUndefined()
      expect(await store.issuance.findRefreshToken(anId('rft'), token.secretHash)).toBeUndefined()
      await store.grants.end(grant.id, 'revoked', later(1), [])
      expect((await find(store, token))?.grant.ended).toEqual({ at: later(1), reason: 'revoked' })
    })

    it('rotates: the parent keeps the answer, and learns when its child was used', async () => {
      const store = fresh()
      const { token, grant } = await aFamily(store)
      const rotated = { at: later(5), sealedAnswer: 'sealed answer', answerFor: 'https://mcp.example/files files:read' }
      const first = await refresh(store, { parent: token, clientId: grant.clientId, now: later(5) })
      expect((await find(store, token))?.token).toEqual({ ...token, rotated: { ...rotated, childHasRotated: false } })
      expect(await find(store, first.child)).toEqual({
        token: first.child,
        grant: { ...grant, lastUsedAt: later(5), lastUsedFrom: FROM },
      })
      await refresh(store, { parent: first.child, clientId: grant.clientId, now: later(6) })
      expect((await find(store, token))?.token).toEqual({ ...token, rotated: { ...rotated, childHasRotated: true } })
    })

    it('rotates without a child, too', async () => {
      const store = fresh()
      const { token, grant } = await aFamily(store)
      const issue = () => store.issuance.issue(spending(token), { clientId: grant.clientId, from: FROM }, NOW, [])
      expect(await issue()).toEqual({ outcome: 'issued' })
      expect((await find(store, token))?.token.rotated?.childHasRotated).toBe(false)
      expect(await issue()).toEqual({ outcome: 'alreadySpent' })
    })

    it('I4: of 64 refreshes of one token exactly one is issued, and there is one child', async () => {
      const store = fresh()
      const { token, grant } = await aFamily(store)
      const attempts: Awaited<ReturnType<typeof refresh>>[] = []
      const present = async (index: number) =>
        (attempts[index] = await refresh(store, { parent: token, clientId: grant.clientId }))
      expect(await race(64, present)).toEqual({ alreadySpent: 63, issued: 1 })
      for (const { child, outcome } of attempts) {
        expect((await find(store, child)) !== undefined).toBe(outcome === 'issued')
      }
    })

    it('I4: exactly one wins although all 64 bring the very same rows', async () => {
      const store = fresh()
      const { token, grant } = await aFamily(store)
      const rows = { refreshToken: aRefreshToken(token), clientId: grant.clientId, from: FROM }
      const journal = [aJournalRow()]
      const told = await race(64, () => store.issuance.issue(spending(token), rows, NOW, journal))
      expect(told).toEqual({ alreadySpent: 63, issued: 1 })
      expect(await events(store)).toHaveLength(1)
    })

    it('I11: idle and absolute ends are exact to the second, and rotation moves the absolute one never', async () => {
      const store = fresh()
      const idle = await aFamily(store, { token: { idleExpiresAt: later(100) } })
      const present = (family: typeof idle, now: number) =>
        refresh(store, { parent: family.token, clientId: family.grant.clientId, now: later(now) })
      expect(await present(idle, 100)).toMatchObject({ outcome: 'ended' })
      expect(await present(idle, 99)).toMatchObject({ outcome: 'issued' })
      expect(await store.grants.find(idle.grant.id)).toEqual({
        ...idle.grant,
        lastUsedAt: later(99),
        lastUsedFrom: FROM,
      })
      const absolute = await aFamily(store, { grant: { absoluteExpiresAt: later(100) } })
      expect(await present(absolute, 100)).toMatchObject({ outcome: 'ended' })
      expect(await present(absolute, 99)).toMatchObject({ outcome: 'issued' })
    })

    it('writes no journal and moves nothing when it is refused', async () => {
      const store = fresh()
      const { token, grant } = await aFamily(store)
      await refresh(store, { parent: token, clientId: grant.clientId, now: later(1) })
      const rows = { refreshToken: aRefreshToken(token), clientId: grant.clientId, from: FROM }
      const again = await store.issuance.issue(spending(token, 'other'), rows, later(9), [aJournalRow()])
      expect(again).toEqual({ outcome: 'alreadySpent' })
      expect((await find(store, token))?.token.rotated).toMatchObject({ at: later(1), sealedAnswer: 'sealed answer' })
      expect((await store.grants.find(grant.id))?.lastUsedAt).toBe(later(1))
      expect(await events(store)).toEqual([])
    })

    it('B18: ends with the epoch of its person', async () => {
      const store = fresh()
      const { user, token, grant } = await aFamily(store)
      await store.users.setPassword(user.id, 'new hash', NOW, [])
      expect(await refresh(store, { parent: token, clientId: grant.clientId })).toMatchObject({ outcome: 'ended' })
    })

    it('I2: keeps the sealed answer through its window; the sweep takes it after', async () => {
      const store = fresh()
      const { token, grant } = await aFamily(store)
      await refresh(store, { parent: token, clientId: grant.clientId })
      await store.sweep(later(29), 100)
      expect((await find(store, token))?.token.rotated?.sealedAnswer).toBe('sealed answer')
      await store.sweep(later(30), 100)
      const swept = (await find(store, token))?.token.rotated
      expect(swept?.sealedAnswer).toBeUndefined()
      expect(swept?.answerFor).toBe('https://mcp.example/files files:read')
    })

    it('I6: tells a replay as long as the grant can live', async () => {
      const store = fresh()
      const { token, grant } = await aFamily(store)
      await refresh(store, { parent: token, clientId: grant.clientId })
      await store.sweep(after(NOW, days(179)), 100)
      expect((await find(store, token))?.token.rotated?.at).toBe(NOW)
    })
  })
}
