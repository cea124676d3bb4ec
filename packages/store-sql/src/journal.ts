/** The audit journal, and the steps that every writing verb adds to its batch. */
import type { Journal, JournalRow } from '@gatehouse/issuer/ports/journal'
import type { Connection, Row, Statement } from './connection.ts'
import { journalPage } from './journal-page.ts'
import { isTextRecord } from './json.ts'
import { columnsOf } from './row.ts'
import { statement } from './statement.ts'
import type { JournalColumns, Sql } from './tables.ts'

/** What a verb adds to its batch so that its journal stands or falls with it. */
export const prepareJournalSteps = (sql: Sql) => {
  const insert = statement<JournalColumns>((row) => sql.insertInto('journal').values(row))
  return (tenant: string, rows: readonly JournalRow[]): readonly Statement[] =>
    rows.map((row) => insert(toColumns(tenant, row)))
}

export const prepareJournal = (sql: Sql) => {
  const steps = prepareJournalSteps(sql)

  return (connection: Connection, tenant: string): Journal => ({
    async append(rows) {
      await connection.write(steps(tenant, rows))
    },
    list: async (page) => (await connection.read(journalPage(sql, tenant, page))).map(fromRow),
  })
}

const toColumns = (tenant: string, row: JournalRow): JournalColumns => ({
  tenant_id: tenant,
  id: row.id,
  at: row.at,
  event: row.event,
  user_id: row.userId ?? null,
  client_id: row.clientId ?? null,
  grant_id: row.grantId ?? null,
  trace_id: row.traceId ?? null,
  source: row.source ?? null,
  detail: row.detail ? JSON.stringify(row.detail) : null,
})

const fromRow = (row: Row): JournalRow => {
  const { text, time, optionalText, optionalJson } = columnsOf('journal', row)
  return {
    id: text('id'),
    at: time('at'),
    event: text('event'),
    userId: optionalText('user_id'),
    clientId: optionalText('client_id'),
    grantId: optionalText('grant_id'),
    traceId: optionalText('trace_id'),
    source: optionalText('source'),
    detail: optionalJson('detail', isTextRecord),
  }
}
