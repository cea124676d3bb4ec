/**
 * Why: what may be used once (the `jti` of an assertion) is taken once over all replicas and restarts. RFC 7523 §3
 * Safe: a new table only.
 */
import type { Migration } from '../migrate.ts'

export const seenOnce: Migration = {
  name: '0011-seen-once',
  statements: [
    `create table seen_once (
      tenant_id text not null,
      kind text not null,
      value_hash text not null,
      expires_at integer not null,
      primary key (tenant_id, kind, value_hash)
    ) strict, without rowid`,
    'create index seen_once_end on seen_once (tenant_id, expires_at)',
  ],
}
