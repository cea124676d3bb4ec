/** The programs that ask for tokens, in SQL. */
import type { Clients } from '@gatehouse/issuer/ports/clients'
import type { ClientColumns } from './columns/registry.ts'
import { clientFrom, clientToColumns } from './client-row.ts'
import { must } from './connection.ts'
import type { Connection } from './connection.ts'
import { prepareJournalSteps } from './journal.ts'
import { statement } from './statement.ts'
import type { Sql } from './tables.ts'

type OneClient = { readonly tenant: string; readonly id: string }

export const prepareClients = (sql: Sql) => {
  const steps = prepareStatements(sql)
  const journalSteps = prepareJournalSteps(sql)

  return (connection: Connection, tenant: string): Clients => ({
    async find(id) {
      const [row] = await connection.read(steps.find({ tenant, id }))
      return row && clientFrom(row)
    },

    list: async () => (await connection.read(steps.list({ tenant }))).map(clientFrom),

    async create(client, journal) {
      const insert = must(steps.insert(clientToColumns(tenant, client)))
      const { failedAt } = await connection.write([insert, ...journalSteps(tenant, journal)])
      return failedAt === undefined ? 'created' : 'idTaken'
    },

    async register(client, maxUnused, journal) {
      const { failedAt } = await connection.write([
        must(steps.insert(clientToColumns(tenant, client))),
        steps.deleteOldestUnused({ tenant, id: client.id, keep: Math.max(0, maxUnused - 1) }),
        ...journalSteps(tenant, journal),
      ])
      return failedAt === undefined ? 'created' : 'idTaken'
    },

    async remove(id, at, journal) {
      const { failedAt } = await connection.write([
        must(steps.delete({ tenant, id })),
        steps.endGrants({ tenant, id, at }),
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
  })
}

const END_REASON = 'client removed'

const prepareStatements = (sql: Sql) => {
  const clientsOf = (tenant: string) => sql.selectFrom('clients').where('tenant_id', '=', tenant)
  const deleteOfClient = (table: 'consents' | 'pending_authorizations' | 'codes') =>
    statement<OneClient>(({ tenant, id }) =>
      sql.deleteFrom(table).where('tenant_id', '=', tenant).where('client_id', '=', id),
    )
  return {
    find: statement<OneClient>(({ tenant, id }) => clientsOf(tenant).selectAll().where('id', '=', id)),
    list: statement<{ tenant: string }>(({ tenant }) =>
      clientsOf(tenant).selectAll().orderBy('created_at').orderBy('id'),
    ),
    insert: statement<ClientColumns>((row) =>
      sql
        .insertInto('clients')
        .values(row)
        .onConflict((conflict) => conflict.doNothing()),
    ),
    deleteOldestUnused: statement<OneClient & { keep: number }>(({ tenant, id, keep }) => {
      const others = clientsOf(tenant).where('provenance', '=', 'dynamic').where('last_used_at', 'is', null)
      const oldest = others.where('id', '<>', id).orderBy('created_at', 'desc').orderBy('id', 'desc')
      // SQLite knows no offset without a limit.
      const excess = oldest.select('id').limit(Number.MAX_SAFE_INTEGER).offset(keep)
      return sql.deleteFrom('clients').where('tenant_id', '=', tenant).where('id', 'in', excess)
    }),
    delete: statement<OneClient>(({ tenant, id }) =>
      sql.deleteFrom('clients').where('tenant_id', '=', tenant).where('id', '=', id),
    ),
    endGrants: statement<OneClient & { at: number }>(({ tenant, id, at }) =>
      sql
        .updateTable('grants')
        .set({ ended_at: at, end_reason: END_REASON })
        .where('tenant_id', '=', tenant)
        .where('client_id', '=', id)
        .where('ended_at', 'is', null),
    ),
    deleteConsents: deleteOfClient('consents'),
    deletePending: deleteOfClient('pending_authorizations'),
    deleteCodes: deleteOfClient('codes'),
    setDisabled: statement<OneClient & { at: number | null }>(({ tenant, id, at }) =>
      sql.updateTable('clients').set({ disabled_at: at }).where('tenant_id', '=', tenant).where('id', '=', id),
    ),
  }
}
