/**
 * Rows of the journal as text: lines for people, JSON lines and CSV for machines. Names and details came from strangers: no terminal may
 * obey them and no spreadsheet may calculate them, and one row is one line. RFC 4180
 */
import type { AdminRoutes, OutputOf } from '@gatehouse/admin-api'
import { harmless, spelledOut } from '../output/answer.ts'

export type Row = OutputOf<AdminRoutes['listJournal']>['rows'][number]

export interface RowForm {
  /** Before the first row. */
  readonly heading: string
  readonly line: (row: Row) => string
}

const moment = (row: Row): string => new Date(row.at * 1000).toISOString().replace('.000', '')

const widths = [19, 29, 16, 20] as const
const inColumns = (cells: readonly string[]): string =>
  `${cells
    .map((cell, at) => cell.padEnd(widths[at] ?? 0))
    .join('  ')
    .trimEnd()}\n`

const forPeople: RowForm = {
  heading: inColumns(['WHEN (UTC)', 'WHAT', 'WHO', 'FROM', 'ABOUT']),
  line: (row) => {
    const { clientId: client, grantId: grant, traceId: trace, detail } = row
    const about = Object.entries({ client, grant, ...detail, trace }).flatMap(([name, text]) =>
      text === undefined ? [] : [`${name}=${/^[^\s"=]+$/.test(text) ? text : JSON.stringify(text)}`],
    )
    const who = row.userName ?? row.userId ?? ''
    const when = moment(row).slice(0, 19).replace('T', ' ')
    return inColumns([when, row.event, who, row.source ?? '', about.join(' ')].map(harmless))
  },
}

const jsonLines: RowForm = {
  heading: '',
  line: (row) => `${spelledOut(JSON.stringify({ ...row, at: moment(row) }))}\n`,
}

/** What a spreadsheet takes for a formula, also in the full width that some read alike; an apostrophe makes it words. */
const formula = /^[=+\-@\t\r\n＝＋－＠]/u

export const csvCell = (text: string): string => {
  const words = harmless(formula.test(text) ? `'${text}` : text)
  return /[",\r\n]/.test(words) ? `"${words.replaceAll('"', '""')}"` : words
}

const csvLine = (cells: readonly string[]): string => `${cells.map(csvCell).join(',')}\r\n`

const csv: RowForm = {
  heading: csvLine(['at', 'event', 'user', 'userId', 'clientId', 'grantId', 'traceId', 'source', 'detail', 'id']),
  line: (row) => {
    const { event, userName, userId, clientId, grantId, traceId, source, detail, id } = row
    const details = detail && JSON.stringify(detail)
    const cells = [moment(row), event, userName, userId, clientId, grantId, traceId, source, details, id]
    return csvLine(cells.map((cell) => cell ?? ''))
  },
}

export const rowForms = { table: forPeople, jsonl: jsonLines, csv } as const

export type Format = keyof typeof rowForms
