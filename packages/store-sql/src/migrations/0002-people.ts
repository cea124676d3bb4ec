/**
 * Why: accounts, their browser sign-ins, and the one claim that makes the first account unique over all replicas.
 * Safe: new tables only.
 */
import type { Migration } from '../migrate.ts'

export const people: Migration = {
  name: '0002-people',
  statements: [
    `create table users (
      tenant_id text not null,
      id text not null,
      name text not null,
      email text,
      sign_in_names text not null,
      password_hash text,
      is_admin integer not null,
      epoch integer not null,
      disabled_at integer,
      created_at integer not null,
      primary key (tenant_id, id)
    ) strict`,

    // A name or an e-mail signs in one person: this key says so, not a check before the write.
    `create table sign_in_names (
      tenant_id text not null,
      name text not null,
      user_id text not null,
      primary key (tenant_id, name)
    ) strict, without rowid`,
    'create index sign_in_names_of_user on sign_in_names (tenant_id, user_id)',

    `create table claims (
      tenant_id text not null primary key
    ) strict, without rowid`,
    `create table setup_links (
      tenant_id text not null,
      secret_hash text not null,
      expires_at integer not null,
      primary key (tenant_id, secret_hash)
    ) strict, without rowid`,
    'create index setup_links_end on setup_links (tenant_id, expires_at)',

    `create table sessions (
      tenant_id text not null,
      id text not null,
      secret_hash text not null,
      user_id text not null,
      user_epoch integer not null,
      browser_hash text not null,
      auth_time integer not null,
      amr text not null,
      idle_expires_at integer not null,
      absolute_expires_at integer not null,
      primary key (tenant_id, id)
    ) strict, without rowid`,
    'create index sessions_end on sessions (tenant_id, idle_expires_at)',
    'create index sessions_of_user on sessions (tenant_id, user_id)',

    `create table known_browsers (
      tenant_id text not null,
      user_id text not null,
      browser_hash text not null,
      known_until integer not null,
      primary key (tenant_id, user_id, browser_hash)
    ) strict, without rowid`,
    'create index known_browsers_end on known_browsers (tenant_id, known_until)',
  ],
}
