/** One page of the journal as a statement: only what is asked for stands in it, so that an index can find it. */
import type { JournalPage } from '@gatehouse/issuer/ports/journal'
import type { Statement } from './connection.ts'
import { statement } from './statement.ts'
import type { JournalColumns, Sql } from './tables.ts'

interface Predicate {
  readonly column: keyof JournalColumns
  readonly compares: '=' | '<' | '>' | '>='
  readonly value: string | number | undefined
}

/** The next character after the point: `sign-in.*` is everything from `sign-in.` on and before `sign-in/`. */
const AFTER_POINT = '/'

export const journalPage = (sql: Sql, tenant: string, page: JournalPage): Statement => {
  let rows = sql.selectFrom('journal').selectAll().where('tenant_id', '=', tenant)
  for (const { column, compares, value } of predicatesOf(page)) {
    if (value !== undefined) rows = rows.where(column, compares, value)
  }
  const order = page.after === undefined ? 'desc' : 'asc'
  return statement(() => rows.orderBy('id', order).limit(Math.max(0, page.limit)))({})
}

const predicatesOf = (page: JournalPage): readonly Predicate[] => [
  { column: 'id', compares: '<', value: page.before },
  { column: 'id', compares: '>', value: page.after },
  { column: 'at', compares: '>=', value: page.since },
  { column: 'at', compares: '<', value: page.until },
  { column: 'user_id', compares: '=', value: page.userId },
  { column: 'client_id', compares: '=', value: page.clientId },
  { column: 'grant_id', compares: '=', value: page.grantId },
  { column: 'trace_id', compares: '=', value: page.traceId },
  ...eventPredicates(page.event),
]

const eventPredicates = (event: string | undefined): readonly Predicate[] => {
  if (!event?.endsWith('.*')) return [{ column: 'event', compares: '=', value: event }]
  const noun = event.slice(0, -'.*'.length)
  return [
    { column: 'event', compares: '>=', value: `${noun}.` },
    { column: 'event', compares: '<', value: noun + AFTER_POINT },
  ]
}
