/** The audit journal, in memory. */
import type { Journal } from '@gatehouse/issuer/ports/journal'
import { admitJournal, copy, write } from './shelves.ts'
import type { Shelves } from './shelves.ts'

export const memoryJournal = (shelves: Shelves): Journal => ({
  append: async (rows) => write(shelves.journal, ...admitJournal(shelves, rows)),

  async list({ limit, before }) {
    const rows = [...shelves.journal.values()].filter((row) => before === undefined || row.id < before)
    return copy(rows.toSorted((a, b) => (a.id < b.id ? 1 : -1)).slice(0, Math.max(0, limit)))
  },
})
