/** The programs that ask for tokens, in memory. Takes a tenant's shelves, hands over the port. */
import type { Client, Clients } from '@gatehouse/issuer/ports/clients'
import { endGrants } from './grants.ts'
import { admit, admitJournal, admitNew, copy, forget, oldestFirst, write } from './shelves.ts'
import type { Shelves } from './shelves.ts'

export const memoryClients = (shelves: Shelves): Clients => ({
  find: async (id) => copy(shelves.clients.get(id)),

  list: async () => copy(oldestFirst(shelves.clients.values(), byId)),

  async create(client, journal) {
    if (shelves.clients.has(client.id)) return 'idTaken'
    const entries = admitJournal(shelves, journal)
    write(shelves.clients, admitNew(shelves.clients, client))
    write(shelves.journal, ...entries)
    return 'created'
  },

  async register(client, maxUnused, journal) {
    if (shelves.clients.has(client.id)) return 'idTaken'
    const entries = admitJournal(shelves, journal)
    write(shelves.clients, admitNew(shelves.clients, client))
    makeRoom(shelves, client, maxUnused)
    write(shelves.journal, ...entries)
    return 'created'
  },

  async update(client, since, journal) {
    const old = shelves.clients.get(client.id)
    if (!old) return 'unknown'
    if (since && old.registrationTokenHash !== since.registrationTokenHash) return 'changed'
    const updated = admit(client)
    const entries = admitJournal(shelves, journal)
    const { provenance, createdAt, lastUsedAt, disabledAt } = old
    write(shelves.clients, { ...updated, provenance, createdAt, lastUsedAt, disabledAt })
    if (JSON.stringify(old.redirectUris) !== JSON.stringify(client.redirectUris)) forgetPlans(shelves, client.id)
    write(shelves.journal, ...entries)
    return 'updated'
  },

  async saveDocument(client, maxUnused, journal) {
    const old = shelves.clients.get(client.id)
    if (old && old.provenance !== 'document') return 'idTaken'
    const saved = admit(client)
    const entries = admitJournal(shelves, journal)
    const { createdAt = client.createdAt, lastUsedAt, disabledAt } = old ?? {}
    write(shelves.clients, { ...saved, createdAt, lastUsedAt, disabledAt })
    makeRoom(shelves, client, maxUnused)
    write(shelves.journal, ...entries)
    return 'saved'
  },

  async remove(id, at, journal) {
    if (!shelves.clients.has(id)) return 'unknown'
    const entries = admitJournal(shelves, journal)
    shelves.clients.delete(id)
    endGrants(shelves, (grant) => grant.clientId === id, { at, reason: 'client removed' })
    forgetPlans(shelves, id)
    forget(shelves.codes, (code) => code.clientId === id)
    write(shelves.journal, ...entries)
    return 'removed'
  },

  async setDisabled(id, at, journal) {
    const client = shelves.clients.get(id)
    if (!client) return 'unknown'
    const entries = admitJournal(shelves, journal)
    write(shelves.clients, { ...client, disabledAt: at })
    write(shelves.journal, ...entries)
    return 'done'
  },
})

const byId = (client: Client): string => client.id

/** A blocked one counts as used: were it forgotten, its document would bring it back unblocked. */
export const isUnused = ({ provenance, lastUsedAt, disabledAt }: Client): boolean =>
  provenance !== 'configured' && lastUsedAt === undefined && disabledAt === undefined

/** The oldest of the same provenance that were never used make room for a new one. */
const makeRoom = (shelves: Shelves, { id, provenance }: Client, maxUnused: number): void => {
  const others = oldestFirst(shelves.clients.values(), byId).filter(
    (other) => isUnused(other) && other.provenance === provenance && other.id !== id,
  )
  const excess = Math.min(others.length, others.length + 1 - maxUnused)
  for (const other of others.slice(0, Math.max(0, excess))) shelves.clients.delete(other.id)
}

/** Remembered consents and open requests: made for redirect URIs that may be gone. */
const forgetPlans = (shelves: Shelves, id: string): void => {
  forget(shelves.consents, (consent) => consent.clientId === id)
  forget(shelves.pendingAuthorizations, (pending) => pending.clientId === id)
}
