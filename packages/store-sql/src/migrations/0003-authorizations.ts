/**
 * Why: from an authorization request to its code, grant and refresh tokens. A parent has at most one child over all replicas (RFC 9700 §4.14.2).
 * Safe: new tables only.
 */
import type { Migration } from '../migrate.ts'

export const authorizations: Migration = {
  name: '0003-authorizations',
  statements: [
    `create table pending_authorizations (
      tenant_id text not null,
      id text not null,
      browser_hash text,
      handle_hash text,
      client_id text not null,
      redirect_uri text not null,
      state text,
      response_mode text not null,
      code_challenge text not null,
      asked text not null,
      asks_offline_access integer not null,
      prompt text not null,
      max_age integer,
      login_hint text,
      is_cross_site integer not null,
      created_at integer not null,
      expires_at integer not null,
      decision text,
      decided_at integer,
      code_id text,
      primary key (tenant_id, id)
    ) strict`,
    'create index pending_authorizations_end on pending_authorizations (tenant_id, expires_at)',

    `create table codes (
      tenant_id text not null,
      id text not null,
      secret_hash text not null,
      grant_id text not null,
      user_id text not null,
      user_epoch integer not null,
      client_id text not null,
      redirect_uri text not null,
      code_challenge text not null,
      approved text not null,
      has_offline_access integer not null,
      auth_time integer not null,
      amr text not null,
      expires_at integer not null,
      spent_at integer,
      primary key (tenant_id, id)
    ) strict, without rowid`,
    'create index codes_end on codes (tenant_id, expires_at)',

    `create table consents (
      tenant_id text not null,
      user_id text not null,
      client_id text not null,
      redirect_uri text not null,
      resource text not null,
      scopes text not null,
      expires_at integer not null,
      primary key (tenant_id, user_id, client_id, redirect_uri, resource)
    ) strict, without rowid`,
    'create index consents_end on consents (tenant_id, expires_at)',
    'create index consents_of_client on consents (tenant_id, client_id)',

    // No reference to users or clients: a tombstone outlives both.
    `create table grants (
      tenant_id text not null,
      id text not null,
      user_id text not null,
      user_epoch integer not null,
      client_id text not null,
      client_authentication text not null,
      redirect_uri text not null,
      approved text not null,
      has_offline_access integer not null,
      auth_time integer not null,
      amr text not null,
      created_at integer not null,
      last_used_at integer not null,
      absolute_expires_at integer not null,
      ended_at integer,
      end_reason text,
      replays integer not null default 0,
      replays_end_at integer not null default 0,
      primary key (tenant_id, id)
    ) strict, without rowid`,
    'create index grants_of_user on grants (tenant_id, user_id)',
    'create index grants_of_client on grants (tenant_id, client_id)',
    'create index grants_end on grants (tenant_id, absolute_expires_at)',

    `create table refresh_tokens (
      tenant_id text not null,
      id text not null,
      secret_hash text not null,
      grant_id text not null,
      parent_id text,
      created_at integer not null,
      idle_expires_at integer not null,
      rotated_at integer,
      answer_for text,
      primary key (tenant_id, id),
      foreign key (tenant_id, grant_id) references grants (tenant_id, id)
    ) strict, without rowid`,
    `create unique index refresh_tokens_one_child on refresh_tokens (tenant_id, parent_id)
      where parent_id is not null`,
    'create index refresh_tokens_of_grant on refresh_tokens (tenant_id, grant_id)',

    // Apart from the tokens: an answer is large and lives for seconds, a token is small and lives for months.
    `create table sealed_answers (
      tenant_id text not null,
      refresh_token_id text not null,
      sealed_answer text not null,
      expires_at integer not null,
      primary key (tenant_id, refresh_token_id)
    ) strict`,
    'create index sealed_answers_end on sealed_answers (tenant_id, expires_at)',

    `create table ended_tokens (
      tenant_id text not null,
      jti text not null,
      expires_at integer not null,
      primary key (tenant_id, jti)
    ) strict, without rowid`,
    'create index ended_tokens_end on ended_tokens (tenant_id, expires_at)',
  ],
}
