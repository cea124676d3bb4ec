/** The person's decision, once: the request is decided, the code written and the consent remembered in one batch. */
import type { EpochSeconds } from '@gatehouse/protocol/time'
import type { PendingId } from '@gatehouse/issuer/ports/ids'
import type { AuthorizationCode, Decided, Issuance } from '@gatehouse/issuer/ports/issuance'
import type { CodeColumns } from './columns/authorizations.ts'
import { must } from './connection.ts'
import type { Connection, Statement } from './connection.ts'
import { prepareConsentStep } from './consents.ts'
import { prepareJournalSteps } from './journal.ts'
import { preparePendingAuthorizations } from './pending-authorizations.ts'
import { toFlag } from './row.ts'
import { statement } from './statement.ts'
import type { Sql } from './tables.ts'

type Deciding = {
  readonly tenant: string
  readonly id: string
  readonly now: number
  readonly decision: 'approved' | 'denied'
  readonly codeId: string | null
}

export const prepareDecisions = (sql: Sql) => {
  const journalSteps = prepareJournalSteps(sql)
  const rememberConsent = prepareConsentStep(sql)
  const pendingAuthorizations = preparePendingAuthorizations(sql)
  const insertCode = statement<CodeColumns>((row) => sql.insertInto('codes').values(row))
  const mark = statement<Deciding>(({ tenant, id, now, decision, codeId }) =>
    sql
      .updateTable('pending_authorizations')
      .set({ decision, decided_at: now, code_id: codeId })
      .where('tenant_id', '=', tenant)
      .where('id', '=', id)
      .where('decision', 'is', null)
      .where('expires_at', '>', now),
  )

  return (connection: Connection, tenant: string): Pick<Issuance, 'approve' | 'deny'> => {
    const pending = pendingAuthorizations(connection, tenant)
    const decided = async (batch: readonly Statement[], id: PendingId, now: EpochSeconds): Promise<Decided> => {
      const { failedAt } = await connection.write(batch)
      if (failedAt === undefined) return { outcome: 'decided' }
      const decision = (await pending.find(id, now))?.decision
      return decision ? { outcome: 'alreadyDecided', decision } : { outcome: 'gone' }
    }
    return {
      async approve(...[id, { code, consents }, now, journal]) {
        const batch = [
          must(mark({ tenant, id, now, decision: 'approved', codeId: code.id })),
          insertCode(codeToColumns(tenant, code)),
          ...consents.map((consent) => rememberConsent(tenant, consent)),
          ...journalSteps(tenant, journal),
        ]
        return decided(batch, id, now)
      },
      async deny(id, now, journal) {
        const denial = must(mark({ tenant, id, now, decision: 'denied', codeId: null }))
        return decided([denial, ...journalSteps(tenant, journal)], id, now)
      },
    }
  }
}

const codeToColumns = (tenant: string, code: AuthorizationCode): CodeColumns => ({
  tenant_id: tenant,
  id: code.id,
  secret_hash: code.secretHash,
  grant_id: code.grantId,
  user_id: code.userId,
  user_epoch: code.userEpoch,
  client_id: code.clientId,
  client_authentication: code.clientAuthentication,
  redirect_uri: code.redirectUri,
  code_challenge: code.codeChallenge,
  approved: JSON.stringify(code.approved),
  has_offline_access: toFlag(code.hasOfflineAccess),
  auth_time: code.authTime,
  amr: JSON.stringify(code.amr),
  nonce: code.nonce ?? null,
  approved_from: code.approvedFrom,
  expires_at: code.expiresAt,
  spent_at: code.spentAt ?? null,
})
