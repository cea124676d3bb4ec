/**
 * Why: a resource may want access tokens that say nothing by themselves (RFC 6749 §1.4), and its keys are listed and removed.
 * Safe: additive; resources that are there go on with JWTs.
 */
import type { Migration } from '../migrate.ts'

export const opaqueAccessTokens: Migration = {
  name: '0007-opaque-access-tokens',
  statements: [
    `alter table resources add column access_token_format text not null default 'jwt'`,
    'create index resource_keys_of_resource on resource_keys (tenant_id, resource_id)',

    // No reference to grants: whether the grant lives is asked apart, and its tombstone outlives the token.
    `create table access_tokens (
      tenant_id text not null,
      id text not null,
      secret_hash text not null,
      claims text not null,
      grant_id text,
      expires_at integer not null,
      primary key (tenant_id, id)
    ) strict`,
    'create index access_tokens_end on access_tokens (tenant_id, expires_at)',
  ],
}
