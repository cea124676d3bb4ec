/** What the registry's verbs are made of. */
import type { ResourceColumns, ResourceKeyColumns } from './columns/registry.ts'
import { statement } from './statement.ts'
import type { Sql } from './tables.ts'

type OneResource = { readonly tenant: string; readonly id: string }

export const prepareResourceStatements = (sql: Sql) => ({
  ...prepareChecks(sql),
  list: statement<{ tenant: string }>(({ tenant }) =>
    sql.selectFrom('resources').selectAll().where('tenant_id', '=', tenant).orderBy('created_at').orderBy('id'),
  ),
  insert: statement<ResourceColumns>((row) => sql.insertInto('resources').values(row)),
  update: statement<Omit<ResourceColumns, 'created_at'>>(({ tenant_id, id, ...columns }) =>
    sql.updateTable('resources').set(columns).where('tenant_id', '=', tenant_id).where('id', '=', id),
  ),
  clearDefault: statement<{ tenant: string }>(({ tenant }) =>
    sql.updateTable('resources').set({ is_default: 0 }).where('tenant_id', '=', tenant).where('is_default', '=', 1),
  ),
  setDefault: statement<OneResource>(({ tenant, id }) =>
    sql.updateTable('resources').set({ is_default: 1 }).where('tenant_id', '=', tenant).where('id', '=', id),
  ),
  insertKey: statement<ResourceKeyColumns>((row) => sql.insertInto('resource_keys').values(row)),
  listKeys: statement<{ tenant: string; resourceId: string }>(({ tenant, resourceId }) =>
    sql
      .selectFrom('resource_keys')
      .selectAll()
      .where('tenant_id', '=', tenant)
      .where('resource_id', '=', resourceId)
      .orderBy('created_at')
      .orderBy('id'),
  ),
  deleteKey: statement<OneResource>(({ tenant, id }) =>
    sql.deleteFrom('resource_keys').where('tenant_id', '=', tenant).where('id', '=', id),
  ),
  findKey: statement<OneResource & { secretHash: string }>(({ tenant, id, secretHash }) =>
    sql
      .selectFrom('resource_keys')
      .selectAll()
      .where('tenant_id', '=', tenant)
      .where('id', '=', id)
      .where('secret_hash', '=', secretHash),
  ),
})

const prepareChecks = (sql: Sql) => {
  const others = (tenant: string, id: string) =>
    sql.selectFrom('resources').select('id').where('tenant_id', '=', tenant).where('id', '<>', id)
  return {
    exists: statement<OneResource>(({ tenant, id }) =>
      sql.selectFrom('resources').select('id').where('tenant_id', '=', tenant).where('id', '=', id),
    ),
    nameIsFree: statement<OneResource & { name: string }>(({ tenant, id, name }) =>
      sql
        .selectNoFrom((eb) => eb.lit(1).as('is_free'))
        .where((eb) => eb.not(eb.exists(others(tenant, id).where('name', '=', name)))),
    ),
    uriIsFree: statement<OneResource & { uri: string }>(({ tenant, id, uri }) =>
      sql
        .selectNoFrom((eb) => eb.lit(1).as('is_free'))
        .where((eb) => eb.not(eb.exists(others(tenant, id).where('uri', '=', uri)))),
    ),
  }
}
