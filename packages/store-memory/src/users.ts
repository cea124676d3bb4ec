/** The people who sign in with an account of ours, in memory. */
import type { User, Users } from '@gatehouse/issuer/ports/users'
import type { JournalRow } from '@gatehouse/issuer/ports/journal'
import type { EpochSeconds } from '@gatehouse/protocol/time'
import { endGrants } from './grants.ts'
import { admitJournal, admitNew, copy, forget, oldestFirst, requireStorable, write } from './shelves.ts'
import type { Shelves } from './shelves.ts'

export const memoryUsers = (shelves: Shelves): Users => {
  const { users, setupLinks } = shelves
  return {
    ...readings(shelves),

    async create(user, journal) {
      if (isNameTaken(shelves, user)) return 'nameTaken'
      addAccount(shelves, user, journal)
      return 'created'
    },

    async addSetupLink(secretHash, expiresAt) {
      requireStorable('secretHash', secretHash)
      setupLinks.set(secretHash, expiresAt)
    },

    isSetupLinkOpen: async (secretHash, now) => users.size === 0 && (setupLinks.get(secretHash) ?? 0) > now,

    async createFirst(...[user, proof, now, journal]) {
      if (users.size > 0) return 'alreadyClaimed'
      if (proof !== 'operator' && (setupLinks.get(proof.setupLinkHash) ?? 0) <= now) return 'linkInvalid'
      addAccount(shelves, user, journal)
      return 'created'
    },

    async setPassword(...[id, passwordHash, at, journal]) {
      const user = users.get(id)
      if (!user) return 'unknown'
      renewPassword(shelves, user, { passwordHash, at, journal })
      return 'done'
    },

    async changePassword(...[{ id, epoch }, passwordHash, at, journal]) {
      const user = users.get(id)
      if (user?.epoch !== epoch) return 'changedSince'
      renewPassword(shelves, user, { passwordHash, at, journal })
      return 'done'
    },

    async setDisabled(id, at, journal) {
      const user = users.get(id)
      if (!user) return 'unknown'
      if (at !== undefined && isLastAdmin(shelves, user)) return 'lastAdmin'
      write(shelves.journal, ...admitJournal(shelves, journal))
      write(users, { ...user, disabledAt: at, epoch: at === undefined ? user.epoch : user.epoch + 1 })
      if (at !== undefined) endGrants(shelves, (grant) => grant.userId === id, { at, reason: 'user disabled' })
      return 'done'
    },

    async remove(id, at, journal) {
      const user = users.get(id)
      if (!user) return 'unknown'
      if (isLastAdmin(shelves, user)) return 'lastAdmin'
      write(shelves.journal, ...admitJournal(shelves, journal))
      users.delete(id)
      forget(shelves.sessions, (session) => session.userId === id)
      forget(shelves.knownBrowsers, (browser) => browser.userId === id)
      forget(shelves.consents, (consent) => consent.userId === id)
      endGrants(shelves, (grant) => grant.userId === id, { at, reason: 'user removed' })
      return 'removed'
    },
  }
}

const readings = ({ users }: Shelves): Pick<Users, 'find' | 'findBySignInName' | 'list' | 'isClaimed'> => ({
  find: async (id) => copy(users.get(id)),
  findBySignInName: async (name) => copy([...users.values()].find((user) => user.signInNames.includes(name))),
  list: async () => copy(oldestFirst(users.values(), (user) => user.id)),
  isClaimed: async () => users.size > 0,
})

interface Renewal {
  readonly passwordHash: string
  readonly at: EpochSeconds
  readonly journal: readonly JournalRow[]
}

const renewPassword = (shelves: Shelves, user: User, { passwordHash, at, journal }: Renewal): void => {
  requireStorable('passwordHash', passwordHash)
  write(shelves.journal, ...admitJournal(shelves, journal))
  write(shelves.users, { ...user, passwordHash, epoch: user.epoch + 1 })
  endGrants(shelves, (grant) => grant.userId === user.id, { at, reason: 'password changed' })
}

/** Any account claims the instance: no link is open any more. */
const addAccount = (shelves: Shelves, user: User, journal: readonly JournalRow[]): void => {
  const created = admitNew(shelves.users, user)
  write(shelves.journal, ...admitJournal(shelves, journal))
  write(shelves.users, created)
  shelves.setupLinks.clear()
}

const isNameTaken = ({ users }: Shelves, wanted: User): boolean =>
  [...users.values()].some((user) => user.signInNames.some((name) => wanted.signInNames.includes(name)))

const isActiveAdmin = (user: User): boolean => user.isAdmin && user.disabledAt === undefined

const isLastAdmin = ({ users }: Shelves, user: User): boolean =>
  isActiveAdmin(user) && [...users.values()].filter(isActiveAdmin).length === 1
