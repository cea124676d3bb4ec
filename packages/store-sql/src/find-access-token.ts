/** An opaque access token: one indexed read on the path of every introspection. RFC 7662 */
import type { Issuance } from '@gatehouse/issuer/ports/issuance'
import type { Connection } from './connection.ts'
import { isRecord } from './json.ts'
import { columnsOf } from './row.ts'
import { statement } from './statement.ts'
import type { Sql } from './tables.ts'

export const prepareFindAccessToken = (sql: Sql) => {
  const find = statement<{ tenant: string; id: string; secretHash: string; now: number }>((hole) =>
    sql
      .selectFrom('access_tokens')
      .selectAll()
      .where('tenant_id', '=', hole.tenant)
      .where('id', '=', hole.id)
      .where('secret_hash', '=', hole.secretHash)
      .where('expires_at', '>', hole.now),
  )
  return (connection: Connection, tenant: string): Issuance['findAccessToken'] =>
    async (id, secretHash, now) => {
      const [row] = await connection.read(find({ tenant, id, secretHash, now }))
      if (!row) return undefined
      const { text, time, json, optionalText } = columnsOf('access_tokens', row)
      return {
        id: text('id'),
        secretHash: text('secret_hash'),
        claims: json('claims', isRecord),
        grantId: optionalText('grant_id'),
        expiresAt: time('expires_at'),
      }
    }
}
