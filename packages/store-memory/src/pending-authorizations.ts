/** Authorization requests that wait for a person, in memory. RFC 6749 §4.1.1 */
import type { PendingAuthorizations } from '@gatehouse/issuer/ports/pending-authorizations'
import { admitNew, copy, requireStorable, write } from './shelves.ts'
import type { Shelves } from './shelves.ts'

export const memoryPendingAuthorizations = ({ pendingAuthorizations }: Shelves): PendingAuthorizations => ({
  create: async (pending) => write(pendingAuthorizations, admitNew(pendingAuthorizations, pending)),

  async find(id, now) {
    const pending = pendingAuthorizations.get(id)
    return pending && pending.expiresAt > now ? copy(pending) : undefined
  },

  async claim(...[id, handleHash, browserHash, now]) {
    const pending = pendingAuthorizations.get(id)
    if (!pending || pending.expiresAt <= now || !('handleHash' in pending.boundTo)) return 'gone'
    if (pending.boundTo.handleHash !== handleHash) return 'gone'
    requireStorable('browserHash', browserHash)
    write(pendingAuthorizations, { ...pending, boundTo: { browserHash } })
    return 'claimed'
  },
})
