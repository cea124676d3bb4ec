/** What has ended before its time, in SQL: one indexed read on the path of every guarded call. RFC 7009 */
import type { EndedGrants } from '@gatehouse/issuer/ports/ended-grants'
import { must } from './connection.ts'
import type { Connection } from './connection.ts'
import { prepareJournalSteps } from './journal.ts'
import { statement } from './statement.ts'
import type { Sql, Tables } from './tables.ts'

type Asked = { readonly tenant: string; readonly jti: string }

export const prepareEndedGrants = (sql: Sql) => {
  const journalSteps = prepareJournalSteps(sql)
  const insert = statement<Tables['ended_tokens']>((row) =>
    sql
      .insertInto('ended_tokens')
      .values(row)
      .onConflict((conflict) => conflict.doNothing()),
  )
  const ended = ({ tenant, jti }: Asked) =>
    sql.selectFrom('ended_tokens as e').select('e.jti').where('e.tenant_id', '=', tenant).where('e.jti', '=', jti)
  const liveToken = statement<Asked>((hole) =>
    sql.selectNoFrom((eb) => eb.lit(1).as('lives')).where((eb) => eb.not(eb.exists(ended(hole)))),
  )
  const liveGrant = statement<Asked & { grantId: string }>((hole) =>
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
  )

  return (connection: Connection, tenant: string): EndedGrants => ({
    async endToken(jti, expiresAt, journal) {
      const row = { tenant_id: tenant, jti, expires_at: expiresAt }
      await connection.write([must(insert(row)), ...journalSteps(tenant, journal)])
    },
    async hasEnded({ grantId, jti }) {
      const asked = { tenant, jti }
      // Asks for proof of life: whatever is missing counts as ended.
      const lives = await connection.read(grantId === undefined ? liveToken(asked) : liveGrant({ ...asked, grantId }))
      return lives.length === 0
    },
  })
}
