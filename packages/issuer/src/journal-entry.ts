/** Makes rows of the audit journal. */
import type { JournalEvent } from './journal-events.ts'
import type { JournalRow } from './ports/journal.ts'
import type { Ports } from './ports/ports.ts'
import type { Visit } from './visit.ts'

export type Entry = (
  event: JournalEvent,
  visit: Visit,
  facts?: Pick<JournalRow, 'userId' | 'clientId' | 'grantId' | 'detail'>,
) => JournalRow

export const journalEntry =
  ({ ids, clock }: Pick<Ports, 'ids' | 'clock'>): Entry =>
  (event, visit, facts = {}) => ({
    id: ids.next('jrn'),
    at: clock.now(),
    event,
    traceId: visit.traceId,
    source: visit.source,
    ...facts,
  })
