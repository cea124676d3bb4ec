/** What has ended before its time, in SQL: one indexed read on the path of every guarded call. RFC 7009 */
import type { EndedGrants } from '@gatehouse/issuer/ports/ended-grants'
import type { EndedTokenColumns } from './columns/authorizations.ts'
import { must } from './connection.ts'
import type { Connection } from './connection.ts'
import { prepareJournalSteps } from './journal.ts'
import { areResourceScopes } from './json.ts'
import { columnsOf } from './row.ts'
import { statement } from './statement.ts'
import type { Sql } from './tables.ts'

type Asked = { readonly tenant: string; readonly jti: string }

export const prepareEndedGrants = (sql: Sql) => {
  const journalSteps = prepareJournalSteps(sql)
  const proofs = prepareProofsOfLife(sql)
  const lists = prepareLists(sql)
  const insert = statement<EndedTokenColumns>((row) =>
    sql
      .insertInto('ended_tokens')
      .values(row)
      .onConflict((conflict) => conflict.doNothing()),
  )

  return (connection: Connection, tenant: string): EndedGrants => ({
    async endToken({ jti, resource, expiresAt }, at, journal) {
      const row = { tenant_id: tenant, jti, resource, ended_at: at, expires_at: expiresAt }
      await connection.write([must(insert(row)), ...journalSteps(tenant, journal)])
    },

    async hasEnded({ grantId, jti }) {
      const proof = grantId === undefined ? proofs.ofToken({ tenant, jti }) : proofs.ofGrant({ tenant, jti, grantId })
      // Asks for proof of life: whatever is missing counts as ended.
      return (await connection.read(proof)).length === 0
    },

    async listEnded(resource, since, now) {
      const grants = (await connection.read(lists.grants({ tenant, since }))).map((row) => columnsOf('grants', row))
      const tokens = await connection.read(lists.tokens({ tenant, resource, since, now }))
      return [
        ...grants
          .filter(({ json }) => json('approved', areResourceScopes).some((pair) => pair.resource === resource))
          .map(({ text }) => text('id')),
        ...tokens.map((row) => columnsOf('ended_tokens', row).text('jti')),
      ]
    },
  })
}

const prepareProofsOfLife = (sql: Sql) => {
  const ended = ({ tenant, jti }: Asked) =>
    sql.selectFrom('ended_tokens as e').select('e.jti').where('e.tenant_id', '=', tenant).where('e.jti', '=', jti)
  return {
    ofToken: statement<Asked>((hole) =>
      sql.selectNoFrom((eb) => eb.lit(1).as('lives')).where((eb) => eb.not(eb.exists(ended(hole)))),
    ),
    ofGrant: statement<Asked & { grantId: string }>((hole) =>
      sql
        .selectFrom('grants as g')
        .innerJoin('users as u', (join) =>
          join
            .onRef('u.tenant_id', '=', 'g.tenant_id')
            .onRef('u.id', '=', 'g.user_id')
            .onRef('u.epoch', '=', 'g.user_epoch'),
        )
        .select('g.id')
        .where('g.tenant_id', '=', hole.tenant)
        .where('g.id', '=', hole.grantId)
        .where('g.ended_at', 'is', null)
        .where('u.disabled_at', 'is', null)
        .where((eb) => eb.not(eb.exists(ended(hole)))),
    ),
  }
}

const prepareLists = (sql: Sql) => ({
  /** Of every resource: few grants end in an hour, and what they hold is JSON. */
  grants: statement<{ tenant: string; since: number }>(({ tenant, since }) =>
    sql.selectFrom('grants').select(['id', 'approved']).where('tenant_id', '=', tenant).where('ended_at', '>=', since),
  ),
  tokens: statement<{ tenant: string; resource: string; since: number; now: number }>((hole) =>
    sql
      .selectFrom('ended_tokens')
      .select('jti')
      .where('tenant_id', '=', hole.tenant)
      .where('resource', '=', hole.resource)
      .where('ended_at', '>=', hole.since)
      .where('expires_at', '>', hole.now),
  ),
})
