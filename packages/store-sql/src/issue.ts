/** The issuing verb: proves that the grant lives, spends, then writes. RFC 6749 §5.1, RFC 9700 §4.14 */
import type { Issuance, IssuedRows, NewRefreshToken, OpaqueToken, Spend } from '@gatehouse/issuer/ports/issuance'
import type { AccessTokenColumns, RefreshTokenColumns } from './columns/authorizations.ts'
import { must } from './connection.ts'
import type { Connection, Statement } from './connection.ts'
import { grantToColumns } from './grant-row.ts'
import { prepareIssueStatements } from './issue-statements.ts'
import { prepareJournalSteps } from './journal.ts'
import type { Sql } from './tables.ts'

export const prepareIssue = (sql: Sql) => {
  const steps = prepareIssueStatements(sql)
  const journalSteps = prepareJournalSteps(sql)

  /** Two required statements: what is spent still lives, and nobody spent it yet. */
  const spendSteps = (
    tenant: string,
    spend: Spend,
    { now, from }: { readonly now: number; readonly from: string },
  ): readonly Statement[] => {
    if (spend.kind === 'nothing') return []
    const spent = { tenant, id: spend.id, now }
    if (spend.kind === 'code') return [must(steps.codeLives(spent)), must(steps.spendCode(spent))]
    // Touching the grant first also makes this wait for whoever is ending it, on databases that lock by row.
    return [
      must(steps.touchLiveGrant({ ...spent, from })),
      must(steps.rotate({ ...spent, answerFor: spend.answerFor })),
    ]
  }

  const rowSteps = (
    tenant: string,
    spend: Spend,
    { grant, refreshToken, accessToken }: IssuedRows,
  ): readonly Statement[] => {
    const parentId = spend.kind === 'refreshToken' ? spend.id : null
    return [
      ...(grant ? [steps.insertGrant(grantToColumns(tenant, grant))] : []),
      ...(refreshToken ? [steps.insertToken(tokenToColumns(tenant, refreshToken, parentId))] : []),
      ...(accessToken ? [steps.insertAccessToken(accessTokenToColumns(tenant, accessToken))] : []),
      ...(spend.kind === 'refreshToken' ? [steps.insertAnswer(answerToColumns(tenant, spend))] : []),
    ]
  }

  return (connection: Connection, tenant: string): Issuance['issue'] =>
    async (...[spend, rows, now, journal]) => {
      const { failedAt } = await connection.write([
        ...spendSteps(tenant, spend, { now, from: rows.from }),
        ...rowSteps(tenant, spend, rows),
        steps.touchClient({ tenant, id: rows.clientId, now }),
        ...journalSteps(tenant, journal),
      ])
      if (failedAt === undefined) return { outcome: 'issued' }
      return { outcome: failedAt === 0 ? 'ended' : 'alreadySpent' }
    }
}

const tokenToColumns = (tenant: string, token: NewRefreshToken, parentId: string | null): RefreshTokenColumns => ({
  tenant_id: tenant,
  id: token.id,
  secret_hash: token.secretHash,
  grant_id: token.grantId,
  parent_id: parentId,
  created_at: token.createdAt,
  idle_expires_at: token.idleExpiresAt,
  rotated_at: null,
  answer_for: null,
})

const accessTokenToColumns = (tenant: string, token: OpaqueToken): AccessTokenColumns => ({
  tenant_id: tenant,
  id: token.id,
  secret_hash: token.secretHash,
  claims: JSON.stringify(token.claims),
  grant_id: token.grantId ?? null,
  expires_at: token.expiresAt,
})

const answerToColumns = (tenant: string, spend: Extract<Spend, { kind: 'refreshToken' }>) => ({
  tenant_id: tenant,
  refresh_token_id: spend.id,
  sealed_answer: spend.sealedAnswer,
  expires_at: spend.answerExpiresAt,
})
