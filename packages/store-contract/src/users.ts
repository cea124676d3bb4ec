/** The promises of the port `users`. */
import { describe, expect, it } from 'vitest'
import type { Store } from '@gatehouse/issuer/ports/store'
import { aJournalRow, anId, aSession, aUser, later, NOW } from './examples.ts'
import { aFamily, anAccount, events, race, isRefused } from './stories.ts'

export const proveUsers = (fresh: () => Store): void => {
  proveAccounts(fresh)
  proveFirstAccount(fresh)
}

const proveAccounts = (fresh: () => Store): void => {
  describe('users', () => {
    it('keeps a user exactly, the sparse and the full', async () => {
      const store = fresh()
      const full = aUser({ isAdmin: true, disabledAt: later(1) })
      const { email: _, passwordHash: __, ...sparse } = aUser({ createdAt: later(1) })
      for (const user of [sparse, full]) expect(await store.users.create(user, [])).toBe('created')
      expect(await store.users.find(full.id)).toEqual(full)
      expect(await store.users.find(anId('usr'))).toBeUndefined()
      expect(await store.users.list()).toEqual([full, sparse])
    })

    it('finds a person by any of the sign-in names, exactly', async () => {
      const store = fresh()
      const user = aUser({ signInNames: ['alice', 'alice@people.example'] })
      await store.users.create(user, [])
      for (const name of user.signInNames) expect(await store.users.findBySignInName(name)).toEqual(user)
      for (const name of ['Alice', 'alice ', 'alic', '%', ''])
        expect(await store.users.findBySignInName(name)).toBeUndefined()
    })

    it('V3: a sign-in name belongs to one person, be it name or e-mail', async () => {
      const store = fresh()
      const alice = aUser({ signInNames: ['alice', 'alice@people.example'] })
      await store.users.create(alice, [])
      for (const signInNames of [['alice'], ['bob', 'alice@people.example']]) {
        expect(await store.users.create(aUser({ signInNames }), [aJournalRow()])).toBe('nameTaken')
      }
      expect(await store.users.findBySignInName('bob')).toBeUndefined()
      expect(await store.users.list()).toEqual([alice])
      expect(await events(store)).toEqual([])
      expect(await isRefused(store.users.create({ ...alice, signInNames: ['carol'] }, []))).toBe(true)
      expect(await store.users.findBySignInName('carol')).toBeUndefined()
    })

    it('takes a name that is its own e-mail, too', async () => {
      const store = fresh()
      const user = aUser({ signInNames: ['a@b.example', 'a@b.example'] })
      expect(await store.users.create(user, [])).toBe('created')
      expect(await store.users.findBySignInName('a@b.example')).toEqual(user)
    })

    it('gives one name to exactly one of 64', async () => {
      const store = fresh()
      const told = await race(64, (i) =>
        store.users.create(aUser({ signInNames: [`user ${i}`, 'alice'] }), [aJournalRow()]),
      )
      expect(told).toEqual({ created: 1, nameTaken: 63 })
      expect(await store.users.list()).toHaveLength(1)
      expect(await events(store)).toHaveLength(1)
    })

    it('grows the epoch with each new password', async () => {
      const store = fresh()
      const user = await anAccount(store)
      expect(await race(8, (i) => store.users.setPassword(user.id, `hash ${i}`, NOW, [aJournalRow()]))).toEqual({
        done: 8,
      })
      expect((await store.users.find(user.id))?.epoch).toBe(user.epoch + 8)
      expect(await store.users.setPassword(anId('usr'), 'hash', NOW, [aJournalRow()])).toBe('unknown')
      expect(await events(store)).toHaveLength(8)
    })

    it('B18: lets one of many who know the old password change it, and ends what it opened', async () => {
      const store = fresh()
      const { user, grant } = await aFamily(store)
      const told = await race(8, (i) => store.users.changePassword(user, `hash ${i}`, NOW, [aJournalRow()]))
      expect(told).toEqual({ done: 1, changedSince: 7 })
      expect((await store.users.find(user.id))?.epoch).toBe(user.epoch + 1)
      expect((await store.grants.find(grant.id))?.ended).toEqual({ at: NOW, reason: 'password changed' })
      expect(await store.users.changePassword(aUser(), 'hash', NOW, [aJournalRow()])).toBe('changedSince')
      expect(await events(store)).toHaveLength(1)
    })

    it('disables, which grows the epoch, and enables, which does not', async () => {
      const store = fresh()
      const user = await anAccount(store)
      expect(await store.users.setDisabled(user.id, later(1), [aJournalRow()])).toBe('done')
      expect(await store.users.find(user.id)).toEqual({ ...user, disabledAt: later(1), epoch: user.epoch + 1 })
      expect(await store.users.setDisabled(user.id, undefined, [aJournalRow()])).toBe('done')
      expect(await store.users.find(user.id)).toEqual({ ...user, epoch: user.epoch + 1 })
      expect(await store.users.setDisabled(anId('usr'), later(1), [aJournalRow()])).toBe('unknown')
      expect(await events(store)).toHaveLength(2)
    })

    it('B18: a new password and being disabled end every grant, which guards then learn', async () => {
      const store = fresh()
      const other = await aFamily(store)
      const { user, grant } = await aFamily(store)
      const ended = await aFamily(store, { user })
      await store.grants.end(ended.grant.id, 'revoked', later(1), [])
      await store.users.setPassword(user.id, 'new hash', later(2), [])
      expect((await store.grants.find(grant.id))?.ended).toEqual({ at: later(2), reason: 'password changed' })
      expect((await store.grants.find(ended.grant.id))?.ended).toEqual({ at: later(1), reason: 'revoked' })
      const again = await aFamily(store, { user: { ...user, epoch: user.epoch + 1 } })
      await store.users.setDisabled(user.id, later(3), [])
      expect((await store.grants.find(again.grant.id))?.ended).toEqual({ at: later(3), reason: 'user disabled' })
      expect((await store.grants.find(grant.id))?.ended?.at).toBe(later(2))
      await store.users.setDisabled(user.id, undefined, [])
      expect((await store.grants.find(again.grant.id))?.ended).toBeDefined()
      expect((await store.grants.find(other.grant.id))?.ended).toBeUndefined()
    })

    it('B18: the last admin who stays keeps every grant', async () => {
      const store = fresh()
      const admin = await anAccount(store, { isAdmin: true })
      const { grant } = await aFamily(store, { user: admin })
      expect(await store.users.setDisabled(admin.id, later(1), [])).toBe('lastAdmin')
      expect(await store.users.remove(admin.id, later(1), [])).toBe('lastAdmin')
      expect(await store.grants.find(grant.id)).toEqual(grant)
    })

    it('B18: removes a person with sessions, consents and known browsers, and ends every grant', async () => {
      const store = fresh()
      const { user, grant, consent } = await aFamily(store)
      const other = await aFamily(store)
      const ended = await aFamily(store, { user })
      await store.grants.end(ended.grant.id, 'revoked', later(1), [])
      const session = aSession(user)
      await store.sessions.create(session, [])
      expect(await store.users.remove(user.id, later(5), [aJournalRow({ event: 'user.removed' })])).toBe('removed')
      expect(await store.users.find(user.id)).toBeUndefined()
      for (const name of user.signInNames) expect(await store.users.findBySignInName(name)).toBeUndefined()
      expect(await store.sessions.find(session.id, session.secretHash, NOW)).toBeUndefined()
      expect(await store.sessions.knowsBrowser(user.id, session.browserHash, NOW)).toBe(false)
      expect(await store.consents.find(user.id, consent.clientId, consent.redirectUri, NOW)).toEqual([])
      expect((await store.grants.find(grant.id))?.ended).toEqual({ at: later(5), reason: 'user removed' })
      expect((await store.grants.find(ended.grant.id))?.ended).toEqual({ at: later(1), reason: 'revoked' })
      expect((await store.grants.find(other.grant.id))?.ended).toBeUndefined()
      expect(await store.users.remove(user.id, later(6), [aJournalRow()])).toBe('unknown')
      expect(await events(store)).toEqual(['user.removed'])
      expect(await store.users.create(aUser({ signInNames: user.signInNames }), [])).toBe('created')
    })

    it('keeps the last admin who is not disabled, though others are there', async () => {
      const store = fresh()
      const admin = await anAccount(store, { isAdmin: true })
      const asleep = await anAccount(store, { isAdmin: true, disabledAt: NOW, createdAt: later(1) })
      const plain = await anAccount(store, { createdAt: later(2) })
      expect(await store.users.setDisabled(admin.id, later(1), [aJournalRow()])).toBe('lastAdmin')
      expect(await store.users.remove(admin.id, later(1), [aJournalRow()])).toBe('lastAdmin')
      expect(await store.users.list()).toEqual([admin, asleep, plain])
      expect(await events(store)).toEqual([])
      await store.users.setDisabled(asleep.id, undefined, [])
      expect(await store.users.setDisabled(admin.id, later(1), [])).toBe('done')
      expect(await store.users.remove(admin.id, later(1), [])).toBe('removed')
    })

    it('keeps the last admin who is not disabled, whoever acts at once', async () => {
      const store = fresh()
      const admins = await Promise.all([1, 2, 3, 4].map(() => anAccount(store, { isAdmin: true })))
      await anAccount(store, { isAdmin: true, disabledAt: NOW })
      const told = await race(4, async (index) => {
        const id = admins[index]?.id ?? anId('usr')
        const journal = [aJournalRow()]
        return index % 2 === 0 ? store.users.setDisabled(id, NOW, journal) : store.users.remove(id, NOW, journal)
      })
      expect(told['lastAdmin']).toBe(1)
      const active = (await store.users.list()).filter((user) => user.isAdmin && user.disabledAt === undefined)
      expect(active).toHaveLength(1)
      expect(active[0]?.epoch).toBe(1)
      expect(await events(store)).toHaveLength(3)
    })
  })
}

const proveFirstAccount = (fresh: () => Store): void => {
  describe('the first account', () => {
    it('is unclaimed until there is a user', async () => {
      const store = fresh()
      expect(await store.users.isClaimed()).toBe(false)
      const [user, other] = [await anAccount(store), await anAccount(store)]
      expect(await store.users.isClaimed()).toBe(true)
      await store.users.remove(other.id, NOW, [])
      expect(await store.users.isClaimed()).toBe(true)
      await store.users.remove(user.id, NOW, [])
      expect(await store.users.isClaimed()).toBe(false)
    })

    it('needs an open link, or an operator', async () => {
      const store = fresh()
      await store.users.addSetupLink('link', later(60))
      const create = (setupLinkHash: string, now: number) =>
        store.users.createFirst(aUser(), { setupLinkHash }, later(now), [aJournalRow()])
      expect(await create('guess', 0)).toBe('linkInvalid')
      expect(await create('link', 60)).toBe('linkInvalid')
      expect(await store.users.isClaimed()).toBe(false)
      expect(await events(store)).toEqual([])
      expect(await create('link', 59)).toBe('created')
      expect(await store.users.isClaimed()).toBe(true)
      expect(await fresh().users.createFirst(aUser(), 'operator', NOW, [])).toBe('created')
    })

    it('closes every link', async () => {
      const store = fresh()
      for (const link of ['first', 'second']) await store.users.addSetupLink(link, later(60))
      expect(await store.users.isSetupLinkOpen('second', later(59))).toBe(true)
      expect(await store.users.isSetupLinkOpen('second', later(60))).toBe(false)
      expect(await store.users.isSetupLinkOpen('guess', NOW)).toBe(false)
      const user = aUser()
      await store.users.createFirst(user, { setupLinkHash: 'first' }, NOW, [])
      for (const link of ['first', 'second']) expect(await store.users.isSetupLinkOpen(link, NOW)).toBe(false)
      const again = await store.users.createFirst(aUser(), { setupLinkHash: 'second' }, NOW, [aJournalRow()])
      expect(again).toBe('alreadyClaimed')
      await store.users.remove(user.id, NOW, [])
      expect(await store.users.isSetupLinkOpen('second', NOW)).toBe(false)
    })

    it('is not there to be made once an operator has added a user', async () => {
      const store = fresh()
      await store.users.addSetupLink('link', later(60))
      await anAccount(store)
      await store.users.addSetupLink('late link', later(60))
      for (const link of ['link', 'late link']) expect(await store.users.isSetupLinkOpen(link, NOW)).toBe(false)
      for (const proof of [{ setupLinkHash: 'link' }, 'operator'] as const) {
        expect(await store.users.createFirst(aUser(), proof, NOW, [])).toBe('alreadyClaimed')
      }
    })

    it('is made by exactly one of 64, by link and by operator at once', async () => {
      const store = fresh()
      await store.users.addSetupLink('link', later(60))
      const told = await race(64, (i) =>
        store.users.createFirst(aUser(), i % 2 === 0 ? { setupLinkHash: 'link' } : 'operator', NOW, [aJournalRow()]),
      )
      expect(told).toEqual({ alreadyClaimed: 63, created: 1 })
      expect(await store.users.list()).toHaveLength(1)
      expect(await events(store)).toHaveLength(1)
    })

    it('sweeps links past their end', async () => {
      const store = fresh()
      await store.users.addSetupLink('link', later(60))
      expect(await store.sweep(later(59), 10)).toBe(0)
      expect(await store.sweep(later(60), 10)).toBe(1)
    })
  })
}
