/** Which rows of the journal a command speaks of: the flags that all commands about it share, and the question that they become. */
import type { AdminRoutes, InputOf } from '@gatehouse/admin-api'
import { Option, type Command } from 'commander'
import { momentFrom } from '../moment.ts'

export interface FilterFlags {
  readonly event?: string
  readonly user?: string
  readonly client?: string
  readonly grant?: string
  readonly trace?: string
  readonly since?: string
  readonly until?: string
}

export type Question = Omit<InputOf<AdminRoutes['listJournal']>, 'limit' | 'before' | 'after'>

export const withFilters = (command: Command): Command =>
  command
    .option('--event <name>', 'only this event, or with a star all of a kind: "sign-in.*"')
    .option('--user <user>', 'only about this person: name, e-mail address or id')
    .option('--client <id>', 'only about this client')
    .option('--grant <id>', 'only about this grant')
    .option('--trace <id>', 'only of this request: the reference on an error page')
    .option('--since <when>', 'only from then on: 2h, 30d, or a date')
    .option('--until <when>', 'only before then')

export const withFormat = (command: Command, formats: readonly string[], fallback: string): Command =>
  command.addOption(new Option('--format <format>', 'how rows are written').choices(formats).default(fallback))

/** Throws Misuse. `now`: seconds since 1970. */
export const questionFrom = (flags: FilterFlags, now: number): Question => {
  const { event, user, client, grant, trace } = flags
  const since = momentFrom('--since', flags.since, now)
  return { event, user, client, grant, trace, since, until: momentFrom('--until', flags.until, now) }
}
