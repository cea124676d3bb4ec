/** A store that forgets everything when the process ends: for tests and the curious. */
import type { OpenStore, Store } from '@gatehouse/issuer/ports/store'
import { memoryClients } from './clients.ts'
import { memoryConsents } from './consents.ts'
import { memoryEndedGrants } from './ended-grants.ts'
import { memoryGrants } from './grants.ts'
import { memoryIssuance } from './issuance.ts'
import { memoryJournal } from './journal.ts'
import { memoryPendingAuthorizations } from './pending-authorizations.ts'
import { memoryRateLimits } from './rate-limits.ts'
import { memoryResources } from './resources.ts'
import { memorySessions } from './sessions.ts'
import { emptyShelves } from './shelves.ts'
import type { Shelves } from './shelves.ts'
import { memorySigningKeys } from './signing-keys.ts'
import { sweep } from './sweep.ts'
import { memoryUsers } from './users.ts'

export const createMemoryStore = (): OpenStore => {
  const tenants = new Map<string, Store>()
  return {
    forTenant(tenant) {
      const store = tenants.get(tenant) ?? storeOn(emptyShelves())
      tenants.set(tenant, store)
      return store
    },
    async ping() {},
    async close() {},
  }
}

const storeOn = (shelves: Shelves): Store => ({
  clients: memoryClients(shelves),
  consents: memoryConsents(shelves),
  endedGrants: memoryEndedGrants(shelves),
  grants: memoryGrants(shelves),
  issuance: memoryIssuance(shelves),
  journal: memoryJournal(shelves),
  pendingAuthorizations: memoryPendingAuthorizations(shelves),
  rateLimits: memoryRateLimits(shelves),
  resources: memoryResources(shelves),
  sessions: memorySessions(shelves),
  signingKeys: memorySigningKeys(shelves),
  users: memoryUsers(shelves),
  sweep: async (now, batch) => sweep(shelves, now, batch),
})
