/** A refresh token with its grant, its stored answer and whether its child was used: one read. RFC 9700 §4.14 */
import type { Issuance, RefreshToken, Rotation } from '@gatehouse/issuer/ports/issuance'
import type { Connection } from './connection.ts'
import { grantFrom } from './grant-row.ts'
import { columnsOf } from './row.ts'
import type { Columns } from './row.ts'
import { statement } from './statement.ts'
import type { Sql } from './tables.ts'

export const prepareFindRefreshToken = (sql: Sql) => {
  const find = prepareStatement(sql)
  return (connection: Connection, tenant: string): Issuance['findRefreshToken'] =>
    async (id, secretHash) => {
      const [row] = await connection.read(find({ tenant, id, secretHash }))
      if (!row) return undefined
      return {
        token: tokenFrom(columnsOf('refresh_tokens', row)),
        grant: grantFrom(columnsOf('grants', row, 'grant_')),
      }
    }
}

const prepareStatement = (sql: Sql) =>
  statement<{ tenant: string; id: string; secretHash: string }>(({ tenant, id, secretHash }) =>
    sql
      .selectFrom('refresh_tokens as t')
      .innerJoin('grants as g', (join) =>
        join.onRef('g.tenant_id', '=', 't.tenant_id').onRef('g.id', '=', 't.grant_id'),
      )
      .leftJoin('refresh_tokens as child', (join) =>
        join.onRef('child.tenant_id', '=', 't.tenant_id').onRef('child.parent_id', '=', 't.id'),
      )
      .leftJoin('sealed_answers as answer', (join) =>
        join.onRef('answer.tenant_id', '=', 't.tenant_id').onRef('answer.refresh_token_id', '=', 't.id'),
      )
      .select(['t.id', 't.secret_hash', 't.created_at', 't.idle_expires_at', 't.rotated_at', 't.answer_for'])
      .select(['answer.sealed_answer', 'child.rotated_at as child_rotated_at'])
      .select(['g.user_id as grant_user_id', 'g.user_epoch as grant_user_epoch', 'g.client_id as grant_client_id'])
      .select(['g.client_authentication as grant_client_authentication', 'g.redirect_uri as grant_redirect_uri'])
      .select([
        'g.approved as grant_approved',
        'g.has_offline_access as grant_has_offline_access',
        'g.amr as grant_amr',
      ])
      .select(['g.id as grant_id', 'g.auth_time as grant_auth_time', 'g.created_at as grant_created_at'])
      .select(['g.last_used_at as grant_last_used_at', 'g.absolute_expires_at as grant_absolute_expires_at'])
      .select(['g.approved_from as grant_approved_from', 'g.last_used_from as grant_last_used_from'])
      .select(['g.ended_at as grant_ended_at', 'g.end_reason as grant_end_reason'])
      .where('t.tenant_id', '=', tenant)
      .where('t.id', '=', id)
      .where('t.secret_hash', '=', secretHash),
  )

const tokenFrom = (columns: Columns): RefreshToken => {
  const { text, time } = columns
  return {
    id: text('id'),
    secretHash: text('secret_hash'),
    grantId: text('grant_id'),
    createdAt: time('created_at'),
    idleExpiresAt: time('idle_expires_at'),
    rotated: rotationFrom(columns),
  }
}

const rotationFrom = ({ text, optionalText, optionalTime }: Columns): Rotation | undefined => {
  const at = optionalTime('rotated_at')
  if (at === undefined) return undefined
  const childHasRotated = optionalTime('child_rotated_at') !== undefined
  return { at, sealedAnswer: optionalText('sealed_answer'), answerFor: text('answer_for'), childHasRotated }
}
