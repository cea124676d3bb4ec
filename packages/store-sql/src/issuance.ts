/** Where codes and tokens come to life, in SQL: each verb is one batch. RFC 6749 §4.1.2 */
import type { AuthorizationCode, Issuance } from '@gatehouse/issuer/ports/issuance'
import { AUTHENTICATIONS } from './client-row.ts'
import type { Connection, Row } from './connection.ts'
import { prepareDecisions } from './decide.ts'
import { prepareFindAccessToken } from './find-access-token.ts'
import { prepareFindRefreshToken } from './find-refresh-token.ts'
import { prepareIssue } from './issue.ts'
import { areResourceScopes, isTexts } from './json.ts'
import { prepareCountReplay } from './count-replay.ts'
import { columnsOf } from './row.ts'
import { statement } from './statement.ts'
import type { Sql } from './tables.ts'

export const prepareIssuance = (sql: Sql) => {
  const decisions = prepareDecisions(sql)
  const findAccessToken = prepareFindAccessToken(sql)
  const findRefreshToken = prepareFindRefreshToken(sql)
  const issue = prepareIssue(sql)
  const countReplay = prepareCountReplay(sql)
  const findCode = statement<{ tenant: string; id: string; secretHash: string }>(({ tenant, id, secretHash }) =>
    sql
      .selectFrom('codes')
      .selectAll()
      .where('tenant_id', '=', tenant)
      .where('id', '=', id)
      .where('secret_hash', '=', secretHash),
  )

  return (connection: Connection, tenant: string): Issuance => ({
    ...decisions(connection, tenant),
    async findCode(id, secretHash) {
      const [row] = await connection.read(findCode({ tenant, id, secretHash }))
      return row && codeFrom(row)
    },
    findRefreshToken: findRefreshToken(connection, tenant),
    findAccessToken: findAccessToken(connection, tenant),
    issue: issue(connection, tenant),
    countReplay: countReplay(connection, tenant),
  })
}

const codeFrom = (row: Row): AuthorizationCode => {
  const { text, whole, time, flag, oneOf, json, optionalText, optionalTime } = columnsOf('codes', row)
  return {
    id: text('id'),
    secretHash: text('secret_hash'),
    grantId: text('grant_id'),
    userId: text('user_id'),
    userEpoch: whole('user_epoch'),
    clientId: text('client_id'),
    clientAuthentication: oneOf('client_authentication', AUTHENTICATIONS),
    redirectUri: text('redirect_uri'),
    codeChallenge: text('code_challenge'),
    approved: json('approved', areResourceScopes),
    hasOfflineAccess: flag('has_offline_access'),
    authTime: time('auth_time'),
    amr: json('amr', isTexts),
    nonce: optionalText('nonce'),
    approvedFrom: text('approved_from'),
    expiresAt: time('expires_at'),
    spentAt: optionalTime('spent_at'),
  }
}
