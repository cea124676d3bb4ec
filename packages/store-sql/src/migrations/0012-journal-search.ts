/**
 * Why: what happened to one person is found in a journal of millions, and what is too old is found to go.
 * No index for clients, grants, requests and events: each would cost every refresh a write, and whoever asks for them can wait for a walk.
 * Safe: new indexes only.
 */
import type { Migration } from '../migrate.ts'

export const journalSearch: Migration = {
  name: '0012-journal-search',
  statements: [
    'create index journal_of_user on journal (tenant_id, user_id, id) where user_id is not null',
    'create index journal_by_time on journal (tenant_id, at)',
  ],
}
