/** What has ended before its time, in memory. RFC 7009 */
import type { EndedGrants } from '@gatehouse/issuer/ports/ended-grants'
import { isAlive } from './grants.ts'
import { admit, admitJournal, write } from './shelves.ts'
import type { Shelves } from './shelves.ts'

export const memoryEndedGrants = (shelves: Shelves): EndedGrants => ({
  async endToken(token, at, journal) {
    if (shelves.endedTokens.has(token.jti)) return
    const entries = admitJournal(shelves, journal)
    shelves.endedTokens.set(token.jti, admit({ ...token, endedAt: at }))
    write(shelves.journal, ...entries)
  },

  async hasEnded({ grantId, jti }) {
    if (shelves.endedTokens.has(jti)) return true
    if (grantId === undefined) return false
    const grant = shelves.grants.get(grantId)
    return !grant || !isAlive(shelves, grant)
  },

  async listEnded(resource, since, now) {
    const grants = [...shelves.grants.values()].filter(
      ({ ended, approved }) => ended && ended.at >= since && approved.some((pair) => pair.resource === resource),
    )
    const tokens = [...shelves.endedTokens.values()].filter(
      (token) => token.resource === resource && token.endedAt >= since && token.expiresAt > now,
    )
    return [...grants.map(({ id }) => id), ...tokens.map(({ jti }) => jti)]
  },
})
