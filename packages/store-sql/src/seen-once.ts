/** What may be used once, in SQL: one conditional statement on a key that is unique over all replicas. RFC 7523 §3 */
import { createHash } from 'node:crypto'
import type { SeenOnce } from '@gatehouse/issuer/ports/seen-once'
import type { SeenOnceColumns } from './columns/authorizations.ts'
import { must } from './connection.ts'
import type { Connection } from './connection.ts'
import { statement } from './statement.ts'
import type { Sql } from './tables.ts'

export const prepareSeenOnce = (sql: Sql) => {
  /** A value whose end has come is as good as never seen. */
  const take = statement<SeenOnceColumns & { now: number }>(({ now, ...row }) =>
    sql
      .insertInto('seen_once')
      .values(row)
      .onConflict((conflict) =>
        conflict
          .columns(['tenant_id', 'kind', 'value_hash'])
          .doUpdateSet({ expires_at: row.expires_at })
          .where('seen_once.expires_at', '<=', now),
      ),
  )
  return (connection: Connection, tenant: string): SeenOnce => ({
    async take(...[kind, value, until, now]) {
      const row = { tenant_id: tenant, kind, value_hash: hashOf(value), expires_at: until }
      const { failedAt } = await connection.write([must(take({ ...row, now }))])
      return failedAt === undefined ? 'first' : 'again'
    },
  })
}

/** JSON tells lone surrogates apart, which UTF-8 would all write as one. */
const hashOf = (value: string): string => createHash('sha256').update(JSON.stringify(value)).digest('base64url')
