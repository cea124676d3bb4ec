/**
 * Why: what happened to one person, client, grant or request is found in a journal of millions, and what is too old is found to go.
 * Safe: new indexes only.
 */
import type { Migration } from '../migrate.ts'

export const journalSearch: Migration = {
  name: '0012-journal-search',
  statements: [
    'create index journal_of_user on journal (tenant_id, user_id, id) where user_id is not null',
    'create index journal_of_client on journal (tenant_id, client_id, id) where client_id is not null',
    'create index journal_of_grant on journal (tenant_id, grant_id, id) where grant_id is not null',
    'create index journal_of_trace on journal (tenant_id, trace_id, id) where trace_id is not null',
    'create index journal_of_event on journal (tenant_id, event, id)',
    'create index journal_by_time on journal (tenant_id, at)',
  ],
}
