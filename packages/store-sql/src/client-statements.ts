/** What the verbs about clients are made of. */
import type { ClientColumns } from './columns/registry.ts'
import { statement } from './statement.ts'
import type { Sql } from './tables.ts'

export type OneClient = { readonly tenant: string; readonly id: string }
/** What no update touches. */
type Fixed = 'provenance' | 'created_at' | 'last_used_at' | 'disabled_at'
export type ClientChanges = Omit<ClientColumns, Fixed>
type NewUris = OneClient & { readonly redirectUris: string }

export const prepareClientStatements = (sql: Sql) => ({
  ...prepareRegistrations(sql),
  ...prepareUpdates(sql),
  ...prepareRemoval(sql),
  find: statement<OneClient>(({ tenant, id }) =>
    sql.selectFrom('clients').selectAll().where('tenant_id', '=', tenant).where('id', '=', id),
  ),
  list: statement<{ tenant: string }>(({ tenant }) =>
    sql.selectFrom('clients').selectAll().where('tenant_id', '=', tenant).orderBy('created_at').orderBy('id'),
  ),
  exists: statement<OneClient>(({ tenant, id }) =>
    sql.selectFrom('clients').select('id').where('tenant_id', '=', tenant).where('id', '=', id),
  ),
  setDisabled: statement<OneClient & { at: number | null }>(({ tenant, id, at }) =>
    sql.updateTable('clients').set({ disabled_at: at }).where('tenant_id', '=', tenant).where('id', '=', id),
  ),
})

const prepareRegistrations = (sql: Sql) => ({
  insert: statement<ClientColumns>((row) =>
    sql
      .insertInto('clients')
      .values(row)
      .onConflict((conflict) => conflict.doNothing()),
  ),
  /** A client of another provenance is not touched. */
  saveDocument: statement<ClientColumns>((row) =>
    sql
      .insertInto('clients')
      .values(row)
      .onConflict((conflict) =>
        conflict.columns(['tenant_id', 'id']).doUpdateSet(changesOf(row)).where('clients.provenance', '=', 'document'),
      ),
  ),
  deleteOldestUnused: statement<OneClient & { provenance: string; keep: number }>((hole) => {
    const ofTenant = sql.selectFrom('clients').where('tenant_id', '=', hole.tenant)
    const unused = ofTenant.where('provenance', '=', hole.provenance).where('last_used_at', 'is', null)
    // A blocked one is no candidate: were it forgotten, its document would bring it back.
    const free = unused.where('disabled_at', 'is', null)
    const oldest = free.where('id', '<>', hole.id).orderBy('created_at', 'desc').orderBy('id', 'desc')
    // SQLite knows no offset without a limit.
    const excess = oldest.select('id').limit(Number.MAX_SAFE_INTEGER).offset(hole.keep)
    return sql.deleteFrom('clients').where('tenant_id', '=', hole.tenant).where('id', 'in', excess)
  }),
})

const prepareUpdates = (sql: Sql) => {
  const update = ({ tenant_id, id, ...changes }: ClientChanges) =>
    sql.updateTable('clients').set(changes).where('tenant_id', '=', tenant_id).where('id', '=', id)
  const forget = (table: 'consents' | 'pending_authorizations') =>
    statement<NewUris>(({ tenant, id, redirectUris }) =>
      sql
        .deleteFrom(table)
        .where('tenant_id', '=', tenant)
        .where('client_id', '=', id)
        .where((eb) =>
          eb.exists(
            eb
              .selectFrom('clients as c')
              .select('c.id')
              .where('c.tenant_id', '=', tenant)
              .where('c.id', '=', id)
              .where('c.redirect_uris', '<>', redirectUris),
          ),
        ),
    )
  return {
    update: statement<ClientChanges>(update),
    updateSince: statement<ClientChanges & { since: string }>(({ since, ...changes }) =>
      update(changes).where('registration_token_hash', '=', since),
    ),
    /** Before the update, while the row still says where answers went so far. */
    forgetConsentsOfOtherUris: forget('consents'),
    forgetPendingOfOtherUris: forget('pending_authorizations'),
  }
}

const prepareRemoval = (sql: Sql) => {
  const deleteOfClient = (table: 'consents' | 'pending_authorizations' | 'codes') =>
    statement<OneClient>(({ tenant, id }) =>
      sql.deleteFrom(table).where('tenant_id', '=', tenant).where('client_id', '=', id),
    )
  return {
    delete: statement<OneClient>(({ tenant, id }) =>
      sql.deleteFrom('clients').where('tenant_id', '=', tenant).where('id', '=', id),
    ),
    endGrants: statement<OneClient & { at: number; reason: string }>(({ tenant, id, at, reason }) =>
      sql
        .updateTable('grants')
        .set({ ended_at: at, end_reason: reason })
        .where('tenant_id', '=', tenant)
        .where('client_id', '=', id)
        .where('ended_at', 'is', null),
    ),
    deleteConsents: deleteOfClient('consents'),
    deletePending: deleteOfClient('pending_authorizations'),
    deleteCodes: deleteOfClient('codes'),
  }
}

/** Everything of a row that an update replaces. */
export const changesOf = (row: ClientColumns): ClientChanges => {
  const { provenance: _, created_at: __, last_used_at: ___, disabled_at: ____, ...changes } = row
  return changes
}
