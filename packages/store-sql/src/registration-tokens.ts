/** Initial access tokens, in SQL. RFC 7591 §3 */
import type { RegistrationToken, RegistrationTokens } from '@gatehouse/issuer/ports/registration-tokens'
import type { RegistrationTokenColumns } from './columns/registry.ts'
import { must } from './connection.ts'
import type { Connection, Row } from './connection.ts'
import { prepareJournalSteps } from './journal.ts'
import { columnsOf } from './row.ts'
import { statement } from './statement.ts'
import type { Sql } from './tables.ts'

type OneToken = { readonly tenant: string; readonly id: string }

export const prepareRegistrationTokens = (sql: Sql) => {
  const steps = prepareStatements(sql)
  const journalSteps = prepareJournalSteps(sql)

  return (connection: Connection, tenant: string): RegistrationTokens => ({
    async create(token, journal) {
      await connection.write([steps.insert(toColumns(tenant, token)), ...journalSteps(tenant, journal)])
    },
    list: async () => (await connection.read(steps.list({ tenant }))).map(tokenFrom),

    async remove(id, journal) {
      const { failedAt } = await connection.write([
        must(steps.delete({ tenant, id })),
        ...journalSteps(tenant, journal),
      ])
      return failedAt === undefined ? 'removed' : 'unknown'
    },
    async take(id, secretHash, now) {
      const { failedAt } = await connection.write([must(steps.take({ tenant, id, secretHash, now }))])
      return failedAt === undefined ? 'taken' : 'refused'
    },
  })
}

const prepareStatements = (sql: Sql) => ({
  insert: statement<RegistrationTokenColumns>((row) => sql.insertInto('registration_tokens').values(row)),
  list: statement<{ tenant: string }>(({ tenant }) =>
    sql
      .selectFrom('registration_tokens')
      .selectAll()
      .where('tenant_id', '=', tenant)
      .orderBy('created_at')
      .orderBy('id'),
  ),
  delete: statement<OneToken>(({ tenant, id }) =>
    sql.deleteFrom('registration_tokens').where('tenant_id', '=', tenant).where('id', '=', id),
  ),
  take: statement<OneToken & { secretHash: string; now: number }>(({ tenant, id, secretHash, now }) =>
    sql
      .updateTable('registration_tokens')
      // Any number less one is any number: null stays null.
      .set((eb) => ({ uses_left: eb('uses_left', '-', 1) }))
      .where('tenant_id', '=', tenant)
      .where('id', '=', id)
      .where('secret_hash', '=', secretHash)
      .where((eb) => eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', now)]))
      .where((eb) => eb.or([eb('uses_left', 'is', null), eb('uses_left', '>', 0)])),
  ),
})

const toColumns = (tenant: string, token: RegistrationToken): RegistrationTokenColumns => ({
  tenant_id: tenant,
  id: token.id,
  secret_hash: token.secretHash,
  label: token.label,
  created_at: token.createdAt,
  expires_at: token.expiresAt ?? null,
  uses_left: token.usesLeft ?? null,
})

const tokenFrom = (row: Row): RegistrationToken => {
  const { text, time, optionalTime, optionalWhole } = columnsOf('registration_tokens', row)
  return {
    id: text('id'),
    secretHash: text('secret_hash'),
    label: text('label'),
    createdAt: time('created_at'),
    expiresAt: optionalTime('expires_at'),
    usesLeft: optionalWhole('uses_left'),
  }
}
