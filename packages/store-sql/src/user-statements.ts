/** What the verbs about people are made of. */
import type { ExpressionBuilder } from 'kysely'
import type { UserColumns } from './columns/people.ts'
import { statement } from './statement.ts'
import type { Sql, Tables } from './tables.ts'

type OneUser = { readonly tenant: string; readonly id: string }

export const prepareUserStatements = (sql: Sql) => {
  const usersOf = (tenant: string) => sql.selectFrom('users').where('tenant_id', '=', tenant)
  const update = ({ tenant, id }: OneUser) =>
    sql.updateTable('users').where('tenant_id', '=', tenant).where('id', '=', id)
  return {
    find: statement<OneUser>(({ tenant, id }) => usersOf(tenant).selectAll().where('id', '=', id)),
    findByName: statement<{ tenant: string; name: string }>(({ tenant, name }) =>
      sql
        .selectFrom('sign_in_names as n')
        .innerJoin('users as u', (join) =>
          join.onRef('u.tenant_id', '=', 'n.tenant_id').onRef('u.id', '=', 'n.user_id'),
        )
        .selectAll('u')
        .where('n.tenant_id', '=', tenant)
        .where('n.name', '=', name),
    ),
    list: statement<{ tenant: string }>(({ tenant }) =>
      usersOf(tenant).selectAll().orderBy('created_at').orderBy('id'),
    ),
    exists: statement<OneUser>(({ tenant, id }) => usersOf(tenant).select('id').where('id', '=', id)),
    insert: statement<UserColumns>((row) => sql.insertInto('users').values(row)),
    takeName: statement<Tables['sign_in_names']>((row) =>
      sql
        .insertInto('sign_in_names')
        .values(row)
        .onConflict((conflict) => conflict.doNothing()),
    ),
    setPassword: statement<OneUser & { passwordHash: string }>(({ passwordHash, ...one }) =>
      update(one).set((eb) => ({ password_hash: passwordHash, epoch: eb('epoch', '+', 1) })),
    ),
    changePassword: statement<OneUser & { epoch: number; passwordHash: string }>(({ epoch, passwordHash, ...one }) =>
      update(one)
        .set((eb) => ({ password_hash: passwordHash, epoch: eb('epoch', '+', 1) }))
        .where('epoch', '=', epoch),
    ),
    enable: statement<OneUser>((one) => update(one).set({ disabled_at: null })),
    disable: statement<OneUser & { at: number }>(({ at, ...one }) =>
      update(one)
        .set((eb) => ({ disabled_at: at, epoch: eb('epoch', '+', 1) }))
        .where((eb) => isNotLastAdmin(eb, one)),
    ),
  }
}

export const prepareRemoval = (sql: Sql) => {
  const deleteOfUser = (table: 'sign_in_names' | 'sessions' | 'known_browsers' | 'consents') =>
    statement<OneUser>(({ tenant, id }) =>
      sql.deleteFrom(table).where('tenant_id', '=', tenant).where('user_id', '=', id),
    )
  return {
    deleteUser: statement<OneUser>((one) =>
      sql
        .deleteFrom('users')
        .where('tenant_id', '=', one.tenant)
        .where('id', '=', one.id)
        .where((eb) => isNotLastAdmin(eb, one)),
    ),
    traces: (['sign_in_names', 'sessions', 'known_browsers', 'consents'] as const).map(deleteOfUser),
  }
}

const isNotLastAdmin = (eb: ExpressionBuilder<Tables, 'users'>, { tenant, id }: OneUser) =>
  eb.or([
    eb('is_admin', '=', 0),
    eb('disabled_at', 'is not', null),
    eb.exists(
      eb
        .selectFrom('users as other')
        .select('other.id')
        .where('other.tenant_id', '=', tenant)
        .where('other.id', '<>', id)
        .where('other.is_admin', '=', 1)
        .where('other.disabled_at', 'is', null),
    ),
  ])
