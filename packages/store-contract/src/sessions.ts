/** The promises of the port `sessions`. */
import { describe, expect, it } from 'vitest'
import { after, days, seconds } from '@gatehouse/protocol/time'
import type { Store } from '@gatehouse/issuer/ports/store'
import { aJournalRow, anId, aSession, aUser, later, NOW } from './examples.ts'
import { anAccount, events, isRefused, race } from './stories.ts'

export const proveSessions = (fresh: () => Store): void => {
  describe('sessions', () => {
    const begun = async (store: Store, changes: Parameters<typeof aSession>[1] = {}) => {
      const session = aSession(await anAccount(store), changes)
      await store.sessions.create(session, [aJournalRow({ event: 'session.begun' })])
      return session
    }

    it('keeps a session exactly, found only if id and hash both fit', async () => {
      const store = fresh()
      const session = await begun(store)
      expect(await store.sessions.find(session.id, session.secretHash, NOW)).toEqual(session)
      expect(await store.sessions.find(session.id, 'another hash', NOW)).toBeUndefined()
      expect(await store.sessions.find(anId('ses'), session.secretHash, NOW)).toBeUndefined()
    })

    it('V3: creates an id once', async () => {
      const store = fresh()
      const session = await begun(store)
      expect(await isRefused(store.sessions.create({ ...session, secretHash: 'thief' }, [aJournalRow()]))).toBe(true)
      expect(await store.sessions.find(session.id, session.secretHash, NOW)).toEqual(session)
      expect(await events(store)).toEqual(['session.begun'])
    })

    it('V4: ends at the very second of either limit, before any sweep', async () => {
      const store = fresh()
      const idle = await begun(store, { idleExpiresAt: later(10) })
      const absolute = await begun(store, { idleExpiresAt: later(20), absoluteExpiresAt: later(20) })
      const finds = async (session: typeof idle, now: number) =>
        (await store.sessions.find(session.id, session.secretHash, later(now))) !== undefined
      expect([await finds(idle, 9), await finds(idle, 10)]).toEqual([true, false])
      await store.sessions.touch(absolute.id, later(999))
      expect([await finds(absolute, 19), await finds(absolute, 20)]).toEqual([true, false])
      expect(await store.sweep(later(9), 10)).toBe(0)
      expect(await store.sweep(later(20), 10)).toBe(2)
    })

    it('moves the idle end, never beyond the absolute one', async () => {
      const store = fresh()
      const session = await begun(store, { idleExpiresAt: later(10), absoluteExpiresAt: later(100) })
      await store.sessions.touch(session.id, later(50))
      expect(await store.sessions.find(session.id, session.secretHash, NOW)).toEqual({
        ...session,
        idleExpiresAt: later(50),
      })
      await store.sessions.touch(session.id, later(500))
      expect(await store.sessions.find(session.id, session.secretHash, NOW)).toEqual({
        ...session,
        idleExpiresAt: later(100),
      })
      await store.sessions.touch(anId('ses'), later(50))
    })

    it('ends, and says so once', async () => {
      const store = fresh()
      const session = await begun(store)
      for (const _ of [1, 2]) await store.sessions.end(session.id, [aJournalRow({ event: 'session.ended' })])
      expect(await store.sessions.find(session.id, session.secretHash, NOW)).toBeUndefined()
      expect(await events(store)).toEqual(['session.ended', 'session.begun'])
    })

    it('lists what is open of one person, newest first', async () => {
      const store = fresh()
      const user = await anAccount(store)
      await begun(store)
      const young = aSession(user)
      const { userAgent: _, ...old } = aSession(user, { authTime: later(-5) })
      const closed = aSession(user, { idleExpiresAt: later(10), absoluteExpiresAt: later(20) })
      for (const session of [young, old, closed]) await store.sessions.create(session, [])
      expect(await store.sessions.list(user.id, later(10))).toEqual([young, old])
      expect(await store.sessions.list(user.id, later(9))).toHaveLength(3)
      expect(await store.sessions.list(anId('usr'), NOW)).toEqual([])
    })

    it('ends all of one person but the one that asks, and says how many', async () => {
      const store = fresh()
      const user = await anAccount(store)
      const other = await begun(store)
      const [mine, ...rest] = [aSession(user), aSession(user), aSession(user)]
      for (const session of [mine, ...rest]) await store.sessions.create(session, [])
      const endAll = (except?: typeof mine.id) =>
        store.sessions.endAll(user.id, except, [aJournalRow({ event: 'sessions.ended' })])
      expect(await race(64, () => endAll(mine.id))).toEqual({ 0: 63, 2: 1 })
      expect(await store.sessions.list(user.id, NOW)).toEqual([mine])
      expect(await endAll()).toBe(1)
      expect(await endAll()).toBe(0)
      expect(await store.sessions.list(user.id, NOW)).toEqual([])
      expect(await store.sessions.find(other.id, other.secretHash, NOW)).toEqual(other)
      expect(await events(store)).toEqual(['sessions.ended', 'sessions.ended', 'session.begun'])
    })

    it('knows the browser of an account for 90 days, also after the session', async () => {
      const store = fresh()
      const session = await begun(store)
      const end = after(NOW, days(90))
      await store.sessions.end(session.id, [])
      const knows = (now: typeof NOW) => store.sessions.knowsBrowser(session.userId, session.browserHash, now)
      expect([await knows(NOW), await knows(after(end, seconds(-1))), await knows(end)]).toEqual([true, true, false])
      expect(await store.sessions.knowsBrowser(aUser().id, session.browserHash, NOW)).toBe(false)
      expect(await store.sessions.knowsBrowser(session.userId, 'another browser', NOW)).toBe(false)
      await store.sweep(after(end, seconds(-1)), 10)
      expect(await knows(NOW)).toBe(true)
      await store.sweep(end, 10)
      expect(await knows(NOW)).toBe(false)
    })

    it('counts the 90 days from the latest sign-in', async () => {
      const store = fresh()
      const user = await anAccount(store)
      for (const authTime of [later(100), NOW]) {
        await store.sessions.create(aSession(user, { browserHash: 'browser', authTime }), [])
      }
      expect(await store.sessions.knowsBrowser(user.id, 'browser', after(later(99), days(90)))).toBe(true)
    })
  })
}
