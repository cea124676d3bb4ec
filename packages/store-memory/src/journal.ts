/** The audit journal, in memory. */
import type { Journal, JournalPage, JournalRow } from '@gatehouse/issuer/ports/journal'
import { admitJournal, copy, write } from './shelves.ts'
import type { Shelves } from './shelves.ts'

export const memoryJournal = (shelves: Shelves): Journal => ({
  append: async (rows) => write(shelves.journal, ...admitJournal(shelves, rows)),

  async list(page) {
    const newestFirst = [...shelves.journal.values()].filter(fits(page)).toSorted((a, b) => (a.id < b.id ? 1 : -1))
    const rows = page.after === undefined ? newestFirst : newestFirst.toReversed()
    return copy(rows.slice(0, Math.max(0, page.limit)))
  },
})

const fits =
  (page: JournalPage) =>
  (row: JournalRow): boolean =>
    (page.before === undefined || row.id < page.before) &&
    (page.after === undefined || row.id > page.after) &&
    (page.since === undefined || row.at >= page.since) &&
    (page.until === undefined || row.at < page.until) &&
    (page.event === undefined || isOfEvent(row.event, page.event)) &&
    exact.every((name) => page[name] === undefined || row[name] === page[name])

const exact = ['userId', 'clientId', 'grantId', 'traceId'] as const

const isOfEvent = (event: string, wanted: string): boolean =>
  wanted.endsWith('.*') ? event.startsWith(wanted.slice(0, -1)) : event === wanted
