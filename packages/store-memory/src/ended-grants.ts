/** What has ended before its time, in memory. RFC 7009 */
import type { EndedGrants } from '@gatehouse/issuer/ports/ended-grants'
import { isAlive } from './grants.ts'
import { admitJournal, requireStorable, write } from './shelves.ts'
import type { Shelves } from './shelves.ts'

export const memoryEndedGrants = (shelves: Shelves): EndedGrants => ({
  async endToken(jti, expiresAt, journal) {
    if (shelves.endedTokens.has(jti)) return
    const entries = admitJournal(shelves, journal)
    requireStorable('jti', jti)
    shelves.endedTokens.set(jti, expiresAt)
    write(shelves.journal, ...entries)
  },

  async hasEnded({ grantId, jti }) {
    if (shelves.endedTokens.has(jti)) return true
    if (grantId === undefined) return false
    const grant = shelves.grants.get(grantId)
    return !grant || !isAlive(shelves, grant)
  },
})
