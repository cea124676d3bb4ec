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
import { memoryRegistrationTokens } from './registration-tokens.ts'
import { memoryResources } from './resources.ts'
import { memorySeenOnce } from './seen-once.ts'
import { memorySessions } from './sessions.ts'
import { emptyShelves } from './shelves.ts'
import type { Shelves } from './shelves.ts'
import { memorySigningKeys } from './signing-keys.ts'
import { sweep } from './sweep.ts'
import { memoryUsers } from './users.ts'

export interface MemoryStore extends OpenStore {
  /** A copy of all that a tenant keeps, by kind: for tests that prove that nothing changed. */
  contents(tenant: string): Readonly<Record<string, readonly (readonly [key: string, row: unknown])[]>>
}

export const createMemoryStore = (): MemoryStore => {
  const tenants = new Map<string, { readonly shelves: Shelves; readonly store: Store }>()
  const room = (tenant: string) => {
    const shelves = tenants.get(tenant)?.shelves ?? emptyShelves()
    const made = tenants.get(tenant) ?? { shelves, store: storeOn(shelves) }
    tenants.set(tenant, made)
    return made
  }
  return {
    forTenant: (tenant) => room(tenant).store,
    contents(tenant) {
      const kinds = Object.entries(room(tenant).shelves)
      return Object.fromEntries(kinds.map(([kind, shelf]) => [kind, structuredClone([...shelf.entries()])]))
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
  registrationTokens: memoryRegistrationTokens(shelves),
  resources: memoryResources(shelves),
  seenOnce: memorySeenOnce(shelves),
  sessions: memorySessions(shelves),
  signingKeys: memorySigningKeys(shelves),
  users: memoryUsers(shelves),
  sweep: async (now, batch, journalSince) => sweep(shelves, { now, batch, journalSince }),
})
