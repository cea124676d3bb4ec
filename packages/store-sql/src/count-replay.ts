/** How often the same answer was asked for again: one conditional statement on the grant. RFC 9700 §4.14 */
import { after } from '@gatehouse/protocol/time'
import type { Issuance } from '@gatehouse/issuer/ports/issuance'
import { must } from './connection.ts'
import type { Connection } from './connection.ts'
import { prepareJournalSteps } from './journal.ts'
import { statement } from './statement.ts'
import type { Sql } from './tables.ts'

type Counting = {
  readonly tenant: string
  readonly id: string
  readonly now: number
  readonly limit: number
  readonly windowEndsAt: number
}

export const prepareCountReplay = (sql: Sql) => {
  const journalSteps = prepareJournalSteps(sql)
  const count = statement<Counting>(({ tenant, id, now, limit, windowEndsAt }) =>
    sql
      .updateTable('grants')
      .set((eb) => {
        const isOver = eb('replays_end_at', '<=', now)
        return {
          replays: eb
            .case()
            .when(isOver)
            .then(eb.lit(1))
            .else(eb('replays', '+', 1))
            .end(),
          replays_end_at: eb.case().when(isOver).then(windowEndsAt).else(eb.ref('replays_end_at')).end(),
        }
      })
      .where('tenant_id', '=', tenant)
      .where('id', '=', id)
      .where('ended_at', 'is', null)
      .where((eb) => eb.or([eb('replays_end_at', '<=', now), eb('replays', '<', limit)])),
  )

  return (connection: Connection, tenant: string): Issuance['countReplay'] =>
    async (...[id, limit, window, now, journal]) => {
      if (limit < 1) return 'overLimit'
      const counted = must(count({ tenant, id, now, limit, windowEndsAt: after(now, window) }))
      const { failedAt } = await connection.write([counted, ...journalSteps(tenant, journal)])
      return failedAt === undefined ? 'counted' : 'overLimit'
    }
}
