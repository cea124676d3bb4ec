/** Grants, in SQL: the family that revocation and replay act on. */
import type { GrantEnd, Grants } from '@gatehouse/issuer/ports/grants'
import { must } from './connection.ts'
import type { Connection } from './connection.ts'
import { grantFrom } from './grant-row.ts'
import { areResourceScopes } from './json.ts'
import { prepareJournalSteps } from './journal.ts'
import { columnsOf } from './row.ts'
import { statement } from './statement.ts'
import type { Sql } from './tables.ts'

type OneGrant = { readonly tenant: string; readonly id: string }

export const prepareGrants = (sql: Sql) => {
  const steps = prepareStatements(sql)
  const journalSteps = prepareJournalSteps(sql)

  return (connection: Connection, tenant: string): Grants => ({
    async find(id) {
      const [row] = await connection.read(steps.find({ tenant, id }))
      return row && grantFrom(columnsOf('grants', row))
    },
    async listLive(userId, now) {
      const rows = await connection.read(steps.listLive({ tenant, userId, now }))
      return rows.map((row) => grantFrom(columnsOf('grants', row)))
    },
    async listApproved(userId, clientId, now) {
      const rows = await connection.read(steps.listApproved({ tenant, userId, clientId, now }))
      return rows.map((row) => columnsOf('grants', row).json('approved', areResourceScopes))
    },
    async end(...[id, reason, at, journal]) {
      const { failedAt } = await connection.write([
        must(steps.exists({ tenant, id })),
        must(steps.end({ tenant, id, reason, at })),
        steps.forgetConsents({ tenant, id }),
        ...journalSteps(tenant, journal),
      ])
      if (failedAt === undefined) return 'ended'
      return failedAt === 0 ? 'unknown' : 'alreadyEnded'
    },
    async endAll(...[userId, reason, at, journal]) {
      const { affected } = await connection.write([
        must(steps.endAll({ tenant, userId, reason, at })),
        steps.forgetAllConsents({ tenant, userId }),
        ...journalSteps(tenant, journal),
      ])
      return affected?.[0] ?? 0
    },
  })
}

const prepareStatements = (sql: Sql) => ({
  ...prepareEndAll(sql),
  ...prepareLive(sql),
  find: statement<OneGrant>(({ tenant, id }) =>
    sql.selectFrom('grants').selectAll().where('tenant_id', '=', tenant).where('id', '=', id),
  ),
  exists: statement<OneGrant>(({ tenant, id }) =>
    sql.selectFrom('grants').select('id').where('tenant_id', '=', tenant).where('id', '=', id),
  ),
  end: statement<OneGrant & { reason: string; at: number }>(({ tenant, id, reason, at }) =>
    sql
      .updateTable('grants')
      .set({ ended_at: at, end_reason: reason })
      .where('tenant_id', '=', tenant)
      .where('id', '=', id)
      .where('ended_at', 'is', null),
  ),
  forgetConsents: statement<OneGrant>(({ tenant, id }) => {
    const ofGrant = sql.selectFrom('grants').where('tenant_id', '=', tenant).where('id', '=', id)
    return sql
      .deleteFrom('consents')
      .where('tenant_id', '=', tenant)
      .where('user_id', '=', ofGrant.select('user_id'))
      .where('client_id', '=', ofGrant.select('client_id'))
  }),
})

/** Of one app, for one person. */
const NEWEST = 50

type LiveOf = { readonly tenant: string; readonly userId: string; readonly now: number }

const prepareLive = (sql: Sql) => {
  const live = ({ tenant, userId, now }: LiveOf) =>
    sql
      .selectFrom('grants as g')
      .innerJoin('users as u', (join) =>
        join
          .onRef('u.tenant_id', '=', 'g.tenant_id')
          .onRef('u.id', '=', 'g.user_id')
          .onRef('u.epoch', '=', 'g.user_epoch'),
      )
      .where('g.tenant_id', '=', tenant)
      .where('g.user_id', '=', userId)
      .where('g.ended_at', 'is', null)
      .where('g.absolute_expires_at', '>', now)
      .where('u.disabled_at', 'is', null)
  return {
    listLive: statement<LiveOf>((hole) =>
      live(hole).selectAll('g').orderBy('g.created_at', 'desc').orderBy('g.id', 'desc'),
    ),
    listApproved: statement<LiveOf & { clientId: string }>(({ clientId, ...hole }) =>
      live(hole).where('g.client_id', '=', clientId).select('g.approved').orderBy('g.id', 'desc').limit(NEWEST),
    ),
  }
}

type OnePerson = { readonly tenant: string; readonly userId: string }

const prepareEndAll = (sql: Sql) => ({
  endAll: prepareEndAllOf(sql),
  forgetAllConsents: statement<OnePerson>(({ tenant, userId }) =>
    sql.deleteFrom('consents').where('tenant_id', '=', tenant).where('user_id', '=', userId),
  ),
})

/** Every grant of a person that has not ended: also when a password changes, or the account goes. */
export const prepareEndAllOf = (sql: Sql) =>
  statement<OnePerson & { reason: GrantEnd; at: number }>(({ tenant, userId, reason, at }) =>
    sql
      .updateTable('grants')
      .set({ ended_at: at, end_reason: reason })
      .where('tenant_id', '=', tenant)
      .where('user_id', '=', userId)
      .where('ended_at', 'is', null),
  )
