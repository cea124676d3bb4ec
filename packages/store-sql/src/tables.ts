/** The tables as the newest migration leaves them. Times are whole seconds, flags 0 or 1, lists and records JSON text. */
import type { Kysely } from 'kysely'
import type {
  AccessTokenColumns,
  CodeColumns,
  ConsentColumns,
  EndedTokenColumns,
  GrantColumns,
  PendingColumns,
  RefreshTokenColumns,
  ReplayColumns,
  SealedAnswerColumns,
  SeenOnceColumns,
} from './columns/authorizations.ts'
import type { KnownBrowserColumns, SessionColumns, UserColumns } from './columns/people.ts'
import type {
  ClientColumns,
  RegistrationTokenColumns,
  ResourceColumns,
  ResourceKeyColumns,
  SigningKeyColumns,
} from './columns/registry.ts'

/** Builds statements; runs none. */
export type Sql = Kysely<Tables>

export type Tables = {
  readonly access_tokens: AccessTokenColumns
  readonly claims: { readonly tenant_id: string }
  readonly clients: ClientColumns
  readonly codes: CodeColumns
  readonly consents: ConsentColumns
  readonly ended_tokens: EndedTokenColumns
  readonly grants: GrantColumns & ReplayColumns
  readonly journal: JournalColumns
  readonly known_browsers: KnownBrowserColumns
  readonly migrations: { readonly number: number; readonly name: string }
  readonly pending_authorizations: PendingColumns
  readonly rate_limits: RateLimitColumns
  readonly refresh_tokens: RefreshTokenColumns
  readonly registration_tokens: RegistrationTokenColumns
  readonly resource_keys: ResourceKeyColumns
  readonly resources: ResourceColumns
  readonly sealed_answers: SealedAnswerColumns
  readonly seen_once: SeenOnceColumns
  readonly sessions: SessionColumns
  readonly setup_links: { readonly tenant_id: string; readonly secret_hash: string; readonly expires_at: number }
  readonly sign_in_names: { readonly tenant_id: string; readonly name: string; readonly user_id: string }
  readonly signing_keys: SigningKeyColumns
  readonly users: UserColumns
}

export type JournalColumns = {
  readonly tenant_id: string
  readonly id: string
  readonly at: number
  readonly event: string
  readonly user_id: string | null
  readonly client_id: string | null
  readonly grant_id: string | null
  readonly trace_id: string | null
  readonly source: string | null
  readonly detail: string | null
}

export type RateLimitColumns = {
  readonly tenant_id: string
  readonly key: string
  readonly taken: number
  readonly window_ends_at: number
}
