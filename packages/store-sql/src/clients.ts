/** The programs that ask for tokens, in SQL. */
import type { Client, Clients } from '@gatehouse/issuer/ports/clients'
import type { GrantEnd } from '@gatehouse/issuer/ports/grants'
import { clientFrom, clientToColumns } from './client-row.ts'
import { changesOf, prepareClientStatements } from './client-statements.ts'
import { must } from './connection.ts'
import type { Connection, Statement } from './connection.ts'
import { prepareJournalSteps } from './journal.ts'
import type { Sql } from './tables.ts'

const END_REASON: GrantEnd = 'client removed'

export const prepareClients = (sql: Sql) => {
  const steps = prepareClientStatements(sql)
  const journalSteps = prepareJournalSteps(sql)

  return (connection: Connection, tenant: string): Clients => {
    const insert = (client: Client): Statement => must(steps.insert(clientToColumns(tenant, client)))
    const makeRoom = ({ id, provenance }: Client, maxUnused: number): Statement =>
      steps.deleteOldestUnused({ tenant, id, provenance, keep: Math.max(0, maxUnused - 1) })

    return {
      async find(id) {
        const [row] = await connection.read(steps.find({ tenant, id }))
        return row && clientFrom(row)
      },

      list: async () => (await connection.read(steps.list({ tenant }))).map((row) => clientFrom(row)),

      async create(client, journal) {
        const { failedAt } = await connection.write([insert(client), ...journalSteps(tenant, journal)])
        return failedAt === undefined ? 'created' : 'idTaken'
      },

      async register(client, maxUnused, journal) {
        const batch = [insert(client), makeRoom(client, maxUnused), ...journalSteps(tenant, journal)]
        const { failedAt } = await connection.write(batch)
        return failedAt === undefined ? 'created' : 'idTaken'
      },

      async update(client, since, journal) {
        const changes = changesOf(clientToColumns(tenant, client))
        const uris = { tenant, id: client.id, redirectUris: changes.redirect_uris }
        const { failedAt } = await connection.write([
          must(steps.exists({ tenant, id: client.id })),
          steps.forgetConsentsOfOtherUris(uris),
          steps.forgetPendingOfOtherUris(uris),
          must(since ? steps.updateSince({ ...changes, since: since.registrationTokenHash }) : steps.update(changes)),
          ...journalSteps(tenant, journal),
        ])
        if (failedAt === undefined) return 'updated'
        return failedAt === 0 ? 'unknown' : 'changed'
      },

      async saveDocument(client, maxUnused, journal) {
        const row = { ...clientToColumns(tenant, client), last_used_at: null, disabled_at: null }
        const batch = [must(steps.saveDocument(row)), makeRoom(client, maxUnused), ...journalSteps(tenant, journal)]
        const { failedAt } = await connection.write(batch)
        return failedAt === undefined ? 'saved' : 'idTaken'
      },

      async remove(id, at, journal) {
        const { failedAt } = await connection.write([
          must(steps.delete({ tenant, id })),
          steps.endGrants({ tenant, id, at, reason: END_REASON }),
          steps.deleteConsents({ tenant, id }),
          steps.deletePending({ tenant, id }),
          steps.deleteCodes({ tenant, id }),
          ...journalSteps(tenant, journal),
        ])
        return failedAt === undefined ? 'removed' : 'unknown'
      },

      async setDisabled(id, at, journal) {
        const update = must(steps.setDisabled({ tenant, id, at: at ?? null }))
        const { failedAt } = await connection.write([update, ...journalSteps(tenant, journal)])
        return failedAt === undefined ? 'done' : 'unknown'
      },
    }
  }
}
