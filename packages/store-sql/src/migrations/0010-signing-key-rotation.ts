/**
 * Why: a signing key is published before it signs, and the next one takes over at a second that all replicas know.
 * Safe: additive; a key that is there has been active since it was made.
 */
import type { Migration } from '../migrate.ts'

export const signingKeyRotation: Migration = {
  name: '0010-signing-key-rotation',
  statements: [
    'alter table signing_keys add column active_from integer not null default 0',
    'update signing_keys set active_from = created_at',
  ],
}
