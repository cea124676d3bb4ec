/** The programs that ask for tokens, in memory. Takes a tenant's shelves, hands over the port. */
import type { Client, Clients } from '@gatehouse/issuer/ports/clients'
import { endGrants } from './grants.ts'
import { admitJournal, admitNew, copy, forget, oldestFirst, write } from './shelves.ts'
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
    const others = oldestFirst(shelves.clients.values(), byId).filter(
      (other) => isUnused(other) && other.id !== client.id,
    )
    const excess = Math.min(others.length, others.length + 1 - maxUnused)
    for (const other of others.slice(0, Math.max(0, excess))) shelves.clients.delete(other.id)
    write(shelves.journal, ...entries)
    return 'created'
  },

  async remove(id, at, journal) {
    if (!shelves.clients.has(id)) return 'unknown'
    const entries = admitJournal(shelves, journal)
    shelves.clients.delete(id)
    endGrants(shelves, (grant) => grant.clientId === id, { at, reason: 'client removed' })
    forget(shelves.consents, (consent) => consent.clientId === id)
    forget(shelves.pendingAuthorizations, (pending) => pending.clientId === id)
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

export const isUnused = (client: Client): boolean => client.provenance === 'dynamic' && client.lastUsedAt === undefined
