/** What the issuing verb is made of. */
import type {
  AccessTokenColumns,
  GrantColumns,
  RefreshTokenColumns,
  SealedAnswerColumns,
} from './columns/authorizations.ts'
import { statement } from './statement.ts'
import type { Sql } from './tables.ts'

type Spent = { readonly tenant: string; readonly id: string; readonly now: number }

export const prepareIssueStatements = (sql: Sql) => ({
  ...prepareSpending(sql),
  insertGrant: statement<GrantColumns>((row) => sql.insertInto('grants').values(row)),
  insertToken: statement<RefreshTokenColumns>((row) => sql.insertInto('refresh_tokens').values(row)),
  insertAccessToken: statement<AccessTokenColumns>((row) => sql.insertInto('access_tokens').values(row)),
  insertAnswer: statement<SealedAnswerColumns>((row) => sql.insertInto('sealed_answers').values(row)),
  touchClient: statement<Spent>(({ tenant, id, now }) =>
    sql
      .updateTable('clients')
      .set({ last_used_at: now })
      .where('tenant_id', '=', tenant)
      .where('id', '=', id)
      .where((eb) => eb.or([eb('last_used_at', 'is', null), eb('last_used_at', '<', now)])),
  ),
})

const prepareSpending = (sql: Sql) => ({
  codeLives: statement<Spent>(({ tenant, id, now }) =>
    sql
      .selectFrom('codes as c')
      .innerJoin('users as u', (join) =>
        join
          .onRef('u.tenant_id', '=', 'c.tenant_id')
          .onRef('u.id', '=', 'c.user_id')
          .onRef('u.epoch', '=', 'c.user_epoch'),
      )
      .select('c.id')
      .where('c.tenant_id', '=', tenant)
      .where('c.id', '=', id)
      .where('c.expires_at', '>', now)
      .where('u.disabled_at', 'is', null),
  ),
  spendCode: statement<Spent>(({ tenant, id, now }) =>
    sql
      .updateTable('codes')
      .set({ spent_at: now })
      .where('tenant_id', '=', tenant)
      .where('id', '=', id)
      .where('spent_at', 'is', null),
  ),
  touchLiveGrant: statement<Spent & { from: string }>(({ tenant, id, now, from }) =>
    sql
      .updateTable('grants')
      .set({ last_used_at: now, last_used_from: from })
      .where('tenant_id', '=', tenant)
      .where('id', '=', (eb) =>
        eb
          .selectFrom('refresh_tokens as t')
          .select('t.grant_id')
          .where('t.tenant_id', '=', tenant)
          .where('t.id', '=', id)
          .where('t.idle_expires_at', '>', now),
      )
      .where('ended_at', 'is', null)
      .where('absolute_expires_at', '>', now)
      .where((eb) =>
        eb.exists(
          eb
            .selectFrom('users as u')
            .select('u.id')
            .where('u.tenant_id', '=', tenant)
            .whereRef('u.id', '=', 'grants.user_id')
            .whereRef('u.epoch', '=', 'grants.user_epoch')
            .where('u.disabled_at', 'is', null),
        ),
      ),
  ),
  rotate: statement<Spent & { answerFor: string }>(({ tenant, id, now, answerFor }) =>
    sql
      .updateTable('refresh_tokens')
      .set({ rotated_at: now, answer_for: answerFor })
      .where('tenant_id', '=', tenant)
      .where('id', '=', id)
      .where('rotated_at', 'is', null),
  ),
})
