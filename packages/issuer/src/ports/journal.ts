/** The audit journal: what happened, to whom, by whom. Every writing verb of a port takes its rows and writes them in the same batch. */
import type { EpochSeconds } from '@gatehouse/protocol/time'
import type { ClientId, GrantId, UserId } from './ids.ts'

export interface JournalRow {
  /** `jrn_...`, time-ordered. */
  readonly id: string
  readonly at: EpochSeconds
  /** `<noun>.<past verb>`, such as `code.redeemed`, `sign-in.refused`. */
  readonly event: string
  readonly userId?: UserId | undefined
  readonly clientId?: ClientId | undefined
  readonly grantId?: GrantId | undefined
  /** Which request it was: the same id is on the error page and in the log. */
  readonly traceId?: string | undefined
  /** The network it came from: an address prefix. */
  readonly source?: string | undefined
  /** Small facts, never a secret. */
  readonly detail?: Readonly<Record<string, string>> | undefined
}

export interface JournalPage {
  readonly limit: number
  /** Row ids: older than, newer than. */
  readonly before?: string | undefined
  readonly after?: string | undefined
  /** Only rows that fit all of these. `event` may end in `.*`: all events of this noun. */
  readonly event?: string | undefined
  readonly userId?: UserId | undefined
  readonly clientId?: ClientId | undefined
  readonly grantId?: GrantId | undefined
  readonly traceId?: string | undefined
  /** At this second or later; before this second. */
  readonly since?: EpochSeconds | undefined
  readonly until?: EpochSeconds | undefined
}

export interface Journal {
  /** For facts that change nothing else (a refused sign-in, a replayed answer). Atomic. */
  append(rows: readonly JournalRow[]): Promise<void>
  /** Newest first, or with `after` oldest first from there on (to follow it). At most `limit` rows. */
  list(page: JournalPage): Promise<readonly JournalRow[]>
}
