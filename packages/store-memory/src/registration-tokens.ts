/** Initial access tokens, in memory. RFC 7591 §3 */
import type { RegistrationTokens } from '@gatehouse/issuer/ports/registration-tokens'
import { admitJournal, admitNew, copy, oldestFirst, write } from './shelves.ts'
import type { Shelves } from './shelves.ts'

export const memoryRegistrationTokens = (shelves: Shelves): RegistrationTokens => ({
  async create(token, journal) {
    const created = admitNew(shelves.registrationTokens, token)
    write(shelves.journal, ...admitJournal(shelves, journal))
    write(shelves.registrationTokens, created)
  },

  list: async () => copy(oldestFirst(shelves.registrationTokens.values(), (token) => token.id)),

  async remove(id, journal) {
    if (!shelves.registrationTokens.has(id)) return 'unknown'
    write(shelves.journal, ...admitJournal(shelves, journal))
    shelves.registrationTokens.delete(id)
    return 'removed'
  },

  async take(id, secretHash, now) {
    const token = shelves.registrationTokens.get(id)
    if (!token || token.secretHash !== secretHash) return 'refused'
    if ((token.expiresAt !== undefined && token.expiresAt <= now) || token.usesLeft === 0) return 'refused'
    if (token.usesLeft !== undefined) write(shelves.registrationTokens, { ...token, usesLeft: token.usesLeft - 1 })
    return 'taken'
  },
})
