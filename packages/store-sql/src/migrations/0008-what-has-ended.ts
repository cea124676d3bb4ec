/**
 * Why: guards learn what has ended for their resource since they last asked.
 * Safe: additive. Tokens ended before have no resource and are in no such list; introspection and our own guard go on refusing them.
 */
import type { Migration } from '../migrate.ts'

export const whatHasEnded: Migration = {
  name: '0008-what-has-ended',
  statements: [
    `alter table ended_tokens add column resource text not null default ''`,
    'alter table ended_tokens add column ended_at integer not null default 0',
    'create index ended_tokens_of_resource on ended_tokens (tenant_id, resource, ended_at)',
    'create index grants_ended on grants (tenant_id, ended_at) where ended_at is not null',
  ],
}
