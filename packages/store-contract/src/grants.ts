/** The promises of the port `grants`. */
import { describe, expect, it } from 'vitest'
import { after, days, seconds } from '@gatehouse/protocol/time'
import type { GrantEnd } from '@gatehouse/issuer/ports/grants'
import type { Store } from '@gatehouse/issuer/ports/store'
import { aJournalRow, anId, later, NOW } from './examples.ts'
import { aFamily, anAccount, events, race, refresh } from './stories.ts'

export const proveGrants = (fresh: () => Store): void => {
  proveFamilies(fresh)
  proveEndAll(fresh)
}

const proveFamilies = (fresh: () => Store): void => {
  describe('grants', () => {
    it('keeps a grant exactly', async () => {
      const store = fresh()
      const { grant } = await aFamily(store)
      expect(await store.grants.find(grant.id)).toEqual(grant)
      expect(await store.grants.find(anId('grt'))).toBeUndefined()
    })

    it('lists what lives of one person, newest first', async () => {
      const store = fresh()
      const user = await anAccount(store)
      await aFamily(store)
      const old = await aFamily(store, { user, grant: { createdAt: later(1) } })
      const young = await aFamily(store, { user, grant: { createdAt: later(2) } })
      const ended = await aFamily(store, { user })
      await store.grants.end(ended.grant.id, 'disconnected', NOW, [])
      expect(await store.grants.listLive(user.id, NOW)).toEqual([young.grant, old.grant])
      await store.users.setPassword(user.id, 'new hash', NOW, [])
      expect(await store.grants.listLive(user.id, NOW)).toEqual([])
    })

    it('tells what one client was allowed by one person, newest first, as long as that lives', async () => {
      const store = fresh()
      const { user, grant } = await aFamily(store)
      const { clientId } = grant
      const allowing = (scope: string) => [{ resource: 'https://more.example/mcp', scopes: [scope] }]
      const more = await aFamily(store, { user, grant: { clientId, approved: allowing('more:read') } })
      await aFamily(store, { user, grant: { clientId: anId('cli'), approved: allowing('other:client') } })
      await aFamily(store, { grant: { clientId, approved: allowing('other:person') } })
      const told = () => store.grants.listApproved(user.id, clientId, NOW)
      expect(await told()).toEqual([allowing('more:read'), grant.approved])
      await store.grants.end(more.grant.id, 'disconnected', NOW, [])
      expect(await told()).toEqual([grant.approved])
      expect(await store.grants.listApproved(user.id, clientId, grant.absoluteExpiresAt)).toEqual([])
      for (let count = 0; count < 51; count += 1) await aFamily(store, { user, grant: { clientId } })
      expect(await told()).toHaveLength(50)
      await store.users.setPassword(user.id, 'new hash', NOW, [])
      expect(await told()).toEqual([])
    })

    it('V4: a grant leaves the list at its very second', async () => {
      const store = fresh()
      const { user } = await aFamily(store, { grant: { absoluteExpiresAt: later(100) } })
      expect(await store.grants.listLive(user.id, later(99))).toHaveLength(1)
      expect(await store.grants.listLive(user.id, later(100))).toEqual([])
    })

    it.each<GrantEnd>(['disconnected', 'revoked', 'code replayed', 'refresh token replayed', 'by an admin'])(
      'ends once and for good: %s',
      async (reason) => {
        const store = fresh()
        const { grant, token } = await aFamily(store)
        expect(await store.grants.end(grant.id, reason, later(9), [aJournalRow({ event: 'grant.ended' })])).toBe(
          'ended',
        )
        expect(await store.grants.end(grant.id, 'by an admin', later(10), [aJournalRow()])).toBe('alreadyEnded')
        expect(await store.grants.end(anId('grt'), reason, later(10), [aJournalRow()])).toBe('unknown')
        expect(await store.grants.find(grant.id)).toEqual({ ...grant, ended: { at: later(9), reason } })
        expect(await refresh(store, { parent: token, clientId: grant.clientId })).toMatchObject({ outcome: 'ended' })
        expect(await events(store)).toEqual(['grant.ended'])
      },
    )

    it('is ended by exactly one of 64', async () => {
      const store = fresh()
      const { grant } = await aFamily(store)
      const told = await race(64, () => store.grants.end(grant.id, 'revoked', NOW, [aJournalRow()]))
      expect(told).toEqual({ alreadyEnded: 63, ended: 1 })
      expect(await events(store)).toHaveLength(1)
    })

    it('keeps the tombstone and its tokens until a day past the absolute end', async () => {
      const store = fresh()
      const absoluteExpiresAt = later(1000)
      const { grant, token } = await aFamily(store, { grant: { absoluteExpiresAt } })
      const { child } = await refresh(store, { parent: token, clientId: grant.clientId })
      await store.grants.end(grant.id, 'revoked', NOW, [])
      const gone = after(absoluteExpiresAt, days(1))
      await store.sweep(after(gone, seconds(-1)), 100)
      expect(await store.grants.find(grant.id)).toBeDefined()
      expect(await store.issuance.findRefreshToken(token.id, token.secretHash)).toBeDefined()
      await store.sweep(gone, 100)
      expect(await store.grants.find(grant.id)).toBeUndefined()
      expect(await store.issuance.findRefreshToken(token.id, token.secretHash)).toBeUndefined()
      expect(await store.issuance.findRefreshToken(child.id, child.secretHash)).toBeUndefined()
    })

    it('I5: refresh in parallel with revoke: when both returned, nothing of the family is live', async () => {
      const store = fresh()
      for (const revokeAt of [0, 1, 3, 7]) {
        const { user, grant, token } = await aFamily(store)
        const family = [token]
        let hasEnded = false
        let issuedAfterEnd = 0
        const present = async () => {
          const wasEnded = hasEnded
          const { child, outcome } = await refresh(store, { parent: family.at(-1) ?? token, clientId: grant.clientId })
          if (outcome === 'issued') family.push(child)
          if (outcome === 'issued' && wasEnded) issuedAfterEnd += 1
        }
        const end = async () => {
          await store.grants.end(grant.id, 'revoked', NOW, [])
          hasEnded = true
        }
        await race(8, async (chain) => {
          for (let step = 0; step < 8; step += 1) await (chain === 4 && step === revokeAt ? end() : present())
        })

        expect(issuedAfterEnd).toBe(0)
        expect(await store.endedGrants.hasEnded({ grantId: grant.id, jti: anId('jti') })).toBe(true)
        for (const parent of family) {
          expect(await refresh(store, { parent, clientId: grant.clientId })).toMatchObject({ outcome: 'ended' })
        }
        expect(await store.grants.listLive(user.id, NOW)).toEqual([])
      }
    })
  })
}

const proveEndAll = (fresh: () => Store): void => {
  describe('all grants of one person', () => {
    it('end at once, with what was remembered; what ended before and other people stay as they are', async () => {
      const store = fresh()
      const user = await anAccount(store)
      const [one, two, ended] = [
        await aFamily(store, { user }),
        await aFamily(store, { user }),
        await aFamily(store, { user }),
      ]
      const other = await aFamily(store)
      await store.grants.end(ended.grant.id, 'revoked', later(1), [])
      expect(
        await store.grants.endAll(user.id, 'disconnected', later(9), [aJournalRow({ event: 'grants.ended' })]),
      ).toBe(2)
      for (const { grant, token, consent } of [one, two]) {
        expect((await store.grants.find(grant.id))?.ended).toEqual({ at: later(9), reason: 'disconnected' })
        expect(await refresh(store, { parent: token, clientId: grant.clientId })).toMatchObject({ outcome: 'ended' })
        expect(await store.consents.find(user.id, grant.clientId, consent.redirectUri, NOW)).toEqual([])
      }
      expect((await store.grants.find(ended.grant.id))?.ended).toEqual({ at: later(1), reason: 'revoked' })
      expect((await store.grants.find(other.grant.id))?.ended).toBeUndefined()
      const { user: stranger, consent } = other
      expect(await store.consents.find(stranger.id, consent.clientId, consent.redirectUri, NOW)).toHaveLength(1)
      expect(await store.grants.endAll(user.id, 'by an admin', later(10), [aJournalRow()])).toBe(0)
      expect(await store.grants.endAll(anId('usr'), 'by an admin', later(10), [aJournalRow()])).toBe(0)
      expect(await events(store)).toEqual(['grants.ended'])
    })

    it('are ended by exactly one of 64', async () => {
      const store = fresh()
      const { user } = await aFamily(store)
      await aFamily(store, { user })
      const told = await race(64, () => store.grants.endAll(user.id, 'by an admin', NOW, [aJournalRow()]))
      expect(told).toEqual({ 0: 63, 2: 1 })
      expect(await events(store)).toHaveLength(1)
    })

    it('I5: refresh in parallel with the end of all: when both returned, nothing of them lives', async () => {
      const store = fresh()
      for (const endAt of [0, 5, 17, 40]) {
        const user = await anAccount(store)
        const families = await Promise.all(Array.from({ length: 4 }, () => aFamily(store, { user })))
        const children: Awaited<ReturnType<typeof refresh>>['child'][] = []
        await race(64, async (index) => {
          if (index === endAt) return store.grants.endAll(user.id, 'disconnected', NOW, [])
          const family = families[index % 4]
          if (!family) return 'no family'
          const { child, outcome } = await refresh(store, { parent: family.token, clientId: family.grant.clientId })
          if (outcome === 'issued') children.push(child)
          return outcome
        })
        expect(await store.grants.listLive(user.id, NOW)).toEqual([])
        for (const { grant } of families) {
          expect(await store.endedGrants.hasEnded({ grantId: grant.id, jti: anId('jti') })).toBe(true)
        }
        for (const parent of children) {
          expect(await refresh(store, { parent, clientId: anId('cli') })).toMatchObject({ outcome: 'ended' })
        }
      }
    })
  })
}
