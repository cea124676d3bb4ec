/** Grants, in memory: the family that revocation and replay act on. */
import type { EpochSeconds } from '@gatehouse/protocol/time'
import type { Grant, Grants } from '@gatehouse/issuer/ports/grants'
import type { UserId } from '@gatehouse/issuer/ports/ids'
import { admitJournal, copy, forget, oldestFirst, write } from './shelves.ts'
import type { Shelves } from './shelves.ts'

export const memoryGrants = (shelves: Shelves): Grants => ({
  find: async (id) => copy(shelves.grants.get(id)),

  async listLive(userId, now) {
    const ofUser = [...shelves.grants.values()].filter((grant) => grant.userId === userId)
    const live = ofUser.filter((grant) => isAlive(shelves, grant) && grant.absoluteExpiresAt > now)
    return copy(oldestFirst(live, (grant) => grant.id).toReversed())
  },

  async listApproved(userId, clientId, now) {
    const ofBoth = [...shelves.grants.values()].filter((it) => it.userId === userId && it.clientId === clientId)
    const live = ofBoth.filter((grant) => isAlive(shelves, grant) && grant.absoluteExpiresAt > now)
    const newest = oldestFirst(live, (grant) => grant.id).toReversed()
    return copy(newest.slice(0, 50).map(({ approved }) => approved))
  },

  async end(...[id, reason, at, journal]) {
    const grant = shelves.grants.get(id)
    if (!grant) return 'unknown'
    if (grant.ended) return 'alreadyEnded'
    const entries = admitJournal(shelves, journal)
    endGrants(shelves, (other) => other.id === id, { at, reason })
    forget(shelves.consents, ({ userId, clientId }) => userId === grant.userId && clientId === grant.clientId)
    write(shelves.journal, ...entries)
    return 'ended'
  },

  async endAll(...[userId, reason, at, journal]) {
    const live = [...shelves.grants.values()].filter((grant) => grant.userId === userId && !grant.ended)
    if (live.length === 0) return 0
    const entries = admitJournal(shelves, journal)
    endGrants(shelves, (grant) => grant.userId === userId, { at, reason })
    forget(shelves.consents, (consent) => consent.userId === userId)
    write(shelves.journal, ...entries)
    return live.length
  },
})

/** Ends the grants that are meant and have not ended yet. */
export const endGrants = (
  shelves: Shelves,
  isMeant: (grant: Grant) => boolean,
  ended: NonNullable<Grant['ended']>,
): void => {
  for (const grant of shelves.grants.values()) {
    if (isMeant(grant) && !grant.ended) write(shelves.grants, { ...grant, ended })
  }
}

/** Not ended, and its person is still the one who approved it. */
export const isAlive = (shelves: Shelves, grant: Grant): boolean => !grant.ended && isOfLiveUser(shelves, grant)

export const isOfLiveUser = (
  shelves: Shelves,
  { userId, userEpoch }: { readonly userId: UserId; readonly userEpoch: number },
): boolean => {
  const user = shelves.users.get(userId)
  return user !== undefined && user.disabledAt === undefined && user.epoch === userEpoch
}

export const canStillIssue = (shelves: Shelves, grant: Grant, now: EpochSeconds): boolean =>
  isAlive(shelves, grant) && grant.absoluteExpiresAt > now
