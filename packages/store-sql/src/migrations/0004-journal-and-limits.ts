/**
 * Why: the audit journal, and counters that hold over all replicas.
 * Safe: new tables only.
 */
import type { Migration } from '../migrate.ts'

export const journalAndLimits: Migration = {
  name: '0004-journal-and-limits',
  statements: [
    `create table journal (
      tenant_id text not null,
      id text not null,
      at integer not null,
      event text not null,
      user_id text,
      client_id text,
      grant_id text,
      trace_id text,
      source text,
      detail text,
      primary key (tenant_id, id)
    ) strict, without rowid`,

    `create table rate_limits (
      tenant_id text not null,
      key text not null,
      taken integer not null,
      window_ends_at integer not null,
      primary key (tenant_id, key)
    ) strict, without rowid`,
    'create index rate_limits_end on rate_limits (tenant_id, window_ends_at)',
  ],
}
