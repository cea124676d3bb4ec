/** The registry of MCP servers, in memory. RFC 8707 */
import type { Resource, Resources } from '@gatehouse/issuer/ports/resources'
import { admit, admitJournal, admitNew, copy, oldestFirst, write } from './shelves.ts'
import type { Shelves } from './shelves.ts'

export const memoryResources = (shelves: Shelves): Resources => ({
  list: async () => copy(oldestFirst(shelves.resources.values(), (resource) => resource.id)),

  async create(resource, journal) {
    const taken = takenBy(shelves, resource)
    if (taken) return taken
    const created = admitNew(shelves.resources, resource)
    const entries = admitJournal(shelves, journal)
    put(shelves, created)
    write(shelves.journal, ...entries)
    return 'created'
  },

  async update(resource, journal) {
    const old = shelves.resources.get(resource.id)
    if (!old) return 'unknown'
    const taken = takenBy(shelves, resource)
    if (taken) return taken
    const updated = { ...admit(resource), createdAt: old.createdAt }
    const entries = admitJournal(shelves, journal)
    put(shelves, updated)
    write(shelves.journal, ...entries)
    return 'updated'
  },

  async addKey(key, journal) {
    if (!shelves.resources.has(key.resourceId)) throw new Error(`resource ${key.resourceId} is unknown`)
    const added = admitNew(shelves.resourceKeys, key)
    write(shelves.journal, ...admitJournal(shelves, journal))
    write(shelves.resourceKeys, added)
  },

  listKeys: async (resourceId) =>
    copy(oldestFirst(shelves.resourceKeys.values(), (key) => key.id).filter((key) => key.resourceId === resourceId)),

  async removeKey(id, journal) {
    if (!shelves.resourceKeys.has(id)) return 'unknown'
    write(shelves.journal, ...admitJournal(shelves, journal))
    shelves.resourceKeys.delete(id)
    return 'removed'
  },

  async findKey(id, secretHash) {
    const key = shelves.resourceKeys.get(id)
    return key?.secretHash === secretHash ? copy(key) : undefined
  },
})

const takenBy = ({ resources }: Shelves, wanted: Resource): 'nameTaken' | 'uriTaken' | undefined => {
  const others = [...resources.values()].filter((resource) => resource.id !== wanted.id)
  if (others.some((other) => other.name === wanted.name)) return 'nameTaken'
  return others.some((other) => other.uri === wanted.uri) ? 'uriTaken' : undefined
}

/** At most one resource is the default. */
const put = ({ resources }: Shelves, wanted: Resource): void => {
  for (const other of resources.values()) {
    if (wanted.isDefault && other.isDefault) write(resources, { ...other, isDefault: false })
  }
  write(resources, wanted)
}
