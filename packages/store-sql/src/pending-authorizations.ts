/** Authorization requests that wait for a person, in SQL. RFC 6749 §4.1.1 */
import { seconds } from '@gatehouse/protocol/time'
import type {
  Decision,
  PendingAuthorization,
  PendingAuthorizations,
} from '@gatehouse/issuer/ports/pending-authorizations'
import { clientFrom, clientToColumns } from './client-row.ts'
import type { PendingColumns } from './columns/authorizations.ts'
import { must } from './connection.ts'
import type { Connection, Row } from './connection.ts'
import { areResourceScopes, isRecord, isTexts } from './json.ts'
import { columnsOf, toFlag } from './row.ts'
import type { Columns } from './row.ts'
import { statement } from './statement.ts'
import type { Sql } from './tables.ts'

type OneRequest = { readonly tenant: string; readonly id: string; readonly now: number }

export const preparePendingAuthorizations = (sql: Sql) => {
  const insert = statement<PendingColumns>((row) => sql.insertInto('pending_authorizations').values(row))
  const find = statement<OneRequest>(({ tenant, id, now }) =>
    sql
      .selectFrom('pending_authorizations')
      .selectAll()
      .where('tenant_id', '=', tenant)
      .where('id', '=', id)
      .where('expires_at', '>', now),
  )
  const claim = statement<OneRequest & { handleHash: string; browserHash: string }>((hole) =>
    sql
      .updateTable('pending_authorizations')
      .set({ browser_hash: hole.browserHash, handle_hash: null })
      .where('tenant_id', '=', hole.tenant)
      .where('id', '=', hole.id)
      .where('handle_hash', '=', hole.handleHash)
      .where('expires_at', '>', hole.now),
  )

  return (connection: Connection, tenant: string): PendingAuthorizations => ({
    async create(pending) {
      await connection.write([insert(toColumns(tenant, pending))])
    },
    async find(id, now) {
      const [row] = await connection.read(find({ tenant, id, now }))
      return row && pendingFrom(row)
    },
    async claim(...[id, handleHash, browserHash, now]) {
      const { failedAt } = await connection.write([must(claim({ tenant, id, handleHash, browserHash, now }))])
      return failedAt === undefined ? 'claimed' : 'gone'
    },
  })
}

const toColumns = (tenant: string, pending: PendingAuthorization): PendingColumns => ({
  tenant_id: tenant,
  id: pending.id,
  browser_hash: 'browserHash' in pending.boundTo ? pending.boundTo.browserHash : null,
  handle_hash: 'handleHash' in pending.boundTo ? pending.boundTo.handleHash : null,
  client_id: pending.clientId,
  redirect_uri: pending.redirectUri,
  state: pending.state ?? null,
  response_mode: pending.responseMode,
  code_challenge: pending.codeChallenge,
  asked: JSON.stringify(pending.asked),
  asks_offline_access: toFlag(pending.asksOfflineAccess),
  prompt: JSON.stringify(pending.prompt),
  max_age: pending.maxAge ?? null,
  login_hint: pending.loginHint ?? null,
  client_snapshot: pending.clientSnapshot ? JSON.stringify(clientToColumns(tenant, pending.clientSnapshot)) : null,
  nonce: pending.nonce ?? null,
  expected_user_id: pending.expectedUserId ?? null,
  is_cross_site: toFlag(pending.isCrossSite),
  created_at: pending.createdAt,
  expires_at: pending.expiresAt,
  decision: pending.decision?.outcome ?? null,
  decided_at: pending.decision?.at ?? null,
  code_id: pending.decision?.outcome === 'approved' ? pending.decision.codeId : null,
})

const pendingFrom = (row: Row): PendingAuthorization => {
  const columns = columnsOf('pending_authorizations', row)
  const { text, time, flag, oneOf, json, optionalText, optionalWhole, optionalJson } = columns
  const handleHash = optionalText('handle_hash')
  const maxAge = optionalWhole('max_age')
  const snapshot = optionalJson('client_snapshot', isRecord)
  return {
    id: text('id'),
    boundTo: handleHash === undefined ? { browserHash: text('browser_hash') } : { handleHash },
    clientId: text('client_id'),
    clientSnapshot: snapshot && clientFrom(snapshot, 'pending_authorizations (client_snapshot)'),
    redirectUri: text('redirect_uri'),
    state: optionalText('state'),
    responseMode: oneOf('response_mode', ['query', 'form_post']),
    codeChallenge: text('code_challenge'),
    asked: json('asked', areResourceScopes),
    asksOfflineAccess: flag('asks_offline_access'),
    prompt: json('prompt', isTexts),
    maxAge: maxAge === undefined ? undefined : seconds(maxAge),
    loginHint: optionalText('login_hint'),
    nonce: optionalText('nonce'),
    expectedUserId: optionalText('expected_user_id'),
    isCrossSite: flag('is_cross_site'),
    createdAt: time('created_at'),
    expiresAt: time('expires_at'),
    decision: decisionFrom(columns),
  }
}

const decisionFrom = ({ optionalText, oneOf, time, text }: Columns): Decision | undefined => {
  if (optionalText('decision') === undefined) return undefined
  const outcome = oneOf('decision', ['approved', 'denied'])
  const at = time('decided_at')
  return outcome === 'approved' ? { outcome, at, codeId: text('code_id') } : { outcome, at }
}
