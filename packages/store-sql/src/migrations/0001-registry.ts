/**
 * Why: clients, MCP servers with their keys, and the signing keys outlive a restart. The tenant leads every key from the start.
 * Safe: the first tables of an empty database.
 */
import type { Migration } from '../migrate.ts'

export const registry: Migration = {
  name: '0001-registry',
  statements: [
    `create table clients (
      tenant_id text not null,
      id text not null,
      provenance text not null,
      name text not null,
      is_verified integer not null,
      is_first_party integer not null,
      redirect_uris text not null,
      grant_types text not null,
      authentication text not null,
      secret_hash text,
      machine_access text not null,
      metadata text not null,
      created_at integer not null,
      last_used_at integer,
      disabled_at integer,
      primary key (tenant_id, id)
    ) strict`,
    // Registrations that never got a token go oldest first.
    `create index clients_unused on clients (tenant_id, created_at, id)
      where provenance = 'dynamic' and last_used_at is null`,

    `create table resources (
      tenant_id text not null,
      id text not null,
      uri text not null,
      name text not null,
      title text not null,
      scopes text not null,
      default_scopes text not null,
      access_token_lifetime integer not null,
      is_listed integer not null,
      is_default integer not null,
      created_at integer not null,
      primary key (tenant_id, id)
    ) strict`,
    'create unique index resources_one_uri on resources (tenant_id, uri)',
    'create unique index resources_one_name on resources (tenant_id, name)',
    'create unique index resources_one_default on resources (tenant_id) where is_default = 1',

    `create table resource_keys (
      tenant_id text not null,
      id text not null,
      resource_id text not null,
      secret_hash text not null,
      label text not null,
      created_at integer not null,
      primary key (tenant_id, id),
      foreign key (tenant_id, resource_id) references resources (tenant_id, id)
    ) strict`,

    `create table signing_keys (
      tenant_id text not null,
      kid text not null,
      alg text not null,
      is_first integer not null,
      public_jwk text not null,
      sealed_private_key text not null,
      created_at integer not null,
      primary key (tenant_id, kid)
    ) strict`,
    'create unique index signing_keys_one_first on signing_keys (tenant_id, alg) where is_first = 1',
  ],
}
