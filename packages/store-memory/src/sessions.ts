/** Browser sign-ins, in memory. */
import { after, days } from '@gatehouse/protocol/time'
import type { Sessions } from '@gatehouse/issuer/ports/sessions'
import { admitJournal, admitNew, copy, write } from './shelves.ts'
import type { Shelves } from './shelves.ts'

const BROWSER_KNOWN_FOR = days(90)

export const memorySessions = (shelves: Shelves): Sessions => ({
  async create(session, journal) {
    const created = admitNew(shelves.sessions, session)
    write(shelves.journal, ...admitJournal(shelves, journal))
    write(shelves.sessions, created)
    const key = browserKey(session.userId, session.browserHash)
    const until = after(session.authTime, BROWSER_KNOWN_FOR)
    const known = shelves.knownBrowsers.get(key)
    if (!known || known.until < until) shelves.knownBrowsers.set(key, { userId: session.userId, until })
  },

  async find(id, secretHash, now) {
    const session = shelves.sessions.get(id)
    if (session?.secretHash !== secretHash) return undefined
    return session.idleExpiresAt > now && session.absoluteExpiresAt > now ? copy(session) : undefined
  },

  async touch(id, idleExpiresAt) {
    const session = shelves.sessions.get(id)
    if (!session) return
    const end = idleExpiresAt < session.absoluteExpiresAt ? idleExpiresAt : session.absoluteExpiresAt
    write(shelves.sessions, { ...session, idleExpiresAt: end })
  },

  async end(id, journal) {
    if (!shelves.sessions.has(id)) return
    write(shelves.journal, ...admitJournal(shelves, journal))
    shelves.sessions.delete(id)
  },

  async list(userId, now) {
    const own = [...shelves.sessions.values()].filter((session) => session.userId === userId)
    const open = own.filter((session) => session.idleExpiresAt > now && session.absoluteExpiresAt > now)
    return copy(open.toSorted((a, b) => b.authTime - a.authTime || (a.id < b.id ? 1 : -1)))
  },

  async endAll(userId, except, journal) {
    const meant = [...shelves.sessions.values()].filter((session) => session.userId === userId && session.id !== except)
    if (meant.length === 0) return 0
    write(shelves.journal, ...admitJournal(shelves, journal))
    for (const { id } of meant) shelves.sessions.delete(id)
    return meant.length
  },

  async knowsBrowser(userId, browserHash, now) {
    const known = shelves.knownBrowsers.get(browserKey(userId, browserHash))
    return known !== undefined && known.until > now
  },
})

const browserKey = (userId: string, browserHash: string): string => JSON.stringify([userId, browserHash])
