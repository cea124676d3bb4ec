/**
 * Why: clients that sign with a key, whose secret ends, that manage their own registration (RFC 7592), or that are known by a document;
 * and the tokens with which an operator allows registrations (RFC 7591 §3).
 * Safe: additive, every new column may be empty. The index of unused clients is replaced by one that tells the provenances apart.
 */
import type { Migration } from '../migrate.ts'

export const clientsOfEveryKind: Migration = {
  name: '0005-clients-of-every-kind',
  statements: [
    'alter table clients add column secret_expires_at integer',
    'alter table clients add column keys text',
    'alter table clients add column may_name_token_endpoint integer',
    'alter table clients add column registration_token_hash text',
    'alter table clients add column document_fetched_at integer',
    'alter table clients add column document_fresh_until integer',
    // A cap and a sweep of their own for registrations and for documents.
    'drop index clients_unused',
    `create index clients_unused on clients (tenant_id, provenance, created_at, id)
      where last_used_at is null`,

    `create table registration_tokens (
      tenant_id text not null,
      id text not null,
      secret_hash text not null,
      label text not null,
      created_at integer not null,
      expires_at integer,
      uses_left integer,
      primary key (tenant_id, id)
    ) strict, without rowid`,
    `create index registration_tokens_end on registration_tokens (tenant_id, expires_at)
      where expires_at is not null`,
  ],
}
