/**
 * Why: a person recognises an app or a sign-in by the network and the browser that it came from.
 * Safe: additive; what began before has no network to show.
 */
import type { Migration } from '../migrate.ts'

export const whereFrom: Migration = {
  name: '0009-where-from',
  statements: [
    `alter table codes add column approved_from text not null default ''`,
    `alter table grants add column approved_from text not null default ''`,
    `alter table grants add column last_used_from text not null default ''`,
    `alter table sessions add column source text not null default ''`,
    'alter table sessions add column user_agent text',
  ],
}
