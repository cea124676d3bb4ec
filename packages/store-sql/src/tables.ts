/** The tables as the newest migration leaves them. Times are whole seconds, flags 0 or 1, lists and records JSON text. */
import type { Generated, Kysely } from 'kysely'

/** Builds statements; runs none. */
export type Sql = Kysely<Tables>

export type Tables = {
  readonly claims: { readonly tenant_id: string }
  readonly clients: ClientColumns
  readonly codes: CodeColumns
  readonly consents: ConsentColumns
  readonly ended_tokens: { readonly tenant_id: string; readonly jti: string; readonly expires_at: number }
  readonly grants: GrantColumns & ReplayColumns
  readonly journal: JournalColumns
  readonly known_browsers: KnownBrowserColumns
  readonly migrations: { readonly number: number; readonly name: string }
  readonly pending_authorizations: PendingColumns
  readonly rate_limits: RateLimitColumns
  readonly refresh_tokens: RefreshTokenColumns
  readonly resource_keys: ResourceKeyColumns
  readonly resources: ResourceColumns
  readonly sealed_answers: SealedAnswerColumns
  readonly sessions: SessionColumns
  readonly setup_links: { readonly tenant_id: string; readonly secret_hash: string; readonly expires_at: number }
  readonly sign_in_names: { readonly tenant_id: string; readonly name: string; readonly user_id: string }
  readonly signing_keys: SigningKeyColumns
  readonly users: UserColumns
}

export type ClientColumns = {
  readonly tenant_id: string
  readonly id: string
  readonly provenance: string
  readonly name: string
  readonly is_verified: number
  readonly is_first_party: number
  readonly redirect_uris: string
  readonly grant_types: string
  readonly authentication: string
  readonly secret_hash: string | null
  readonly machine_access: string
  readonly metadata: string
  readonly created_at: number
  readonly last_used_at: number | null
  readonly disabled_at: number | null
}

export type CodeColumns = {
  readonly tenant_id: string
  readonly id: string
  readonly secret_hash: string
  readonly grant_id: string
  readonly user_id: string
  readonly user_epoch: number
  readonly client_id: string
  readonly redirect_uri: string
  readonly code_challenge: string
  readonly approved: string
  readonly has_offline_access: number
  readonly auth_time: number
  readonly amr: string
  readonly expires_at: number
  readonly spent_at: number | null
}

export type ConsentColumns = {
  readonly tenant_id: string
  readonly user_id: string
  readonly client_id: string
  readonly redirect_uri: string
  readonly resource: string
  readonly scopes: string
  readonly expires_at: number
}

export type GrantColumns = {
  readonly tenant_id: string
  readonly id: string
  readonly user_id: string
  readonly user_epoch: number
  readonly client_id: string
  readonly client_authentication: string
  readonly redirect_uri: string
  readonly approved: string
  readonly has_offline_access: number
  readonly auth_time: number
  readonly amr: string
  readonly created_at: number
  readonly last_used_at: number
  readonly absolute_expires_at: number
  readonly ended_at: number | null
  readonly end_reason: string | null
}

/** A fixed window that begins with the first replay of an answer. */
export type ReplayColumns = {
  readonly replays: Generated<number>
  readonly replays_end_at: Generated<number>
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

export type KnownBrowserColumns = {
  readonly tenant_id: string
  readonly user_id: string
  readonly browser_hash: string
  readonly known_until: number
}

export type PendingColumns = {
  readonly tenant_id: string
  readonly id: string
  readonly browser_hash: string | null
  readonly handle_hash: string | null
  readonly client_id: string
  readonly redirect_uri: string
  readonly state: string | null
  readonly response_mode: string
  readonly code_challenge: string
  readonly asked: string
  readonly asks_offline_access: number
  readonly prompt: string
  readonly max_age: number | null
  readonly login_hint: string | null
  readonly is_cross_site: number
  readonly created_at: number
  readonly expires_at: number
  readonly decision: string | null
  readonly decided_at: number | null
  readonly code_id: string | null
}

export type RateLimitColumns = {
  readonly tenant_id: string
  readonly key: string
  readonly taken: number
  readonly window_ends_at: number
}

export type RefreshTokenColumns = {
  readonly tenant_id: string
  readonly id: string
  readonly secret_hash: string
  readonly grant_id: string
  readonly parent_id: string | null
  readonly created_at: number
  readonly idle_expires_at: number
  readonly rotated_at: number | null
  readonly answer_for: string | null
}

export type ResourceColumns = {
  readonly tenant_id: string
  readonly id: string
  readonly uri: string
  readonly name: string
  readonly title: string
  readonly scopes: string
  readonly default_scopes: string
  readonly access_token_lifetime: number
  readonly is_listed: number
  readonly is_default: number
  readonly created_at: number
}

export type ResourceKeyColumns = {
  readonly tenant_id: string
  readonly id: string
  readonly resource_id: string
  readonly secret_hash: string
  readonly label: string
  readonly created_at: number
}

export type SealedAnswerColumns = {
  readonly tenant_id: string
  readonly refresh_token_id: string
  readonly sealed_answer: string
  readonly expires_at: number
}

export type SessionColumns = {
  readonly tenant_id: string
  readonly id: string
  readonly secret_hash: string
  readonly user_id: string
  readonly user_epoch: number
  readonly browser_hash: string
  readonly auth_time: number
  readonly amr: string
  readonly idle_expires_at: number
  readonly absolute_expires_at: number
}

export type SigningKeyColumns = {
  readonly tenant_id: string
  readonly kid: string
  readonly alg: string
  readonly is_first: number
  readonly public_jwk: string
  readonly sealed_private_key: string
  readonly created_at: number
}

export type UserColumns = {
  readonly tenant_id: string
  readonly id: string
  readonly name: string
  readonly email: string | null
  readonly sign_in_names: string
  readonly password_hash: string | null
  readonly is_admin: number
  readonly epoch: number
  readonly disabled_at: number | null
  readonly created_at: number
}
