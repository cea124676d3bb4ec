/** The columns from an authorization request to its tokens. */
import type { Generated } from 'kysely'

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
  readonly client_snapshot: string | null
  readonly nonce: string | null
  readonly expected_user_id: string | null
  readonly is_cross_site: number
  readonly created_at: number
  readonly expires_at: number
  readonly decision: string | null
  readonly decided_at: number | null
  readonly code_id: string | null
}

export type CodeColumns = {
  readonly tenant_id: string
  readonly id: string
  readonly secret_hash: string
  readonly grant_id: string
  readonly user_id: string
  readonly user_epoch: number
  readonly client_id: string
  readonly client_authentication: string
  readonly redirect_uri: string
  readonly code_challenge: string
  readonly approved: string
  readonly has_offline_access: number
  readonly auth_time: number
  readonly amr: string
  readonly nonce: string | null
  readonly approved_from: string
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
  readonly approved_from: string
  readonly last_used_from: string
  readonly absolute_expires_at: number
  readonly ended_at: number | null
  readonly end_reason: string | null
}

/** A fixed window that begins with the first replay of an answer. */
export type ReplayColumns = {
  readonly replays: Generated<number>
  readonly replays_end_at: Generated<number>
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

export type SealedAnswerColumns = {
  readonly tenant_id: string
  readonly refresh_token_id: string
  readonly sealed_answer: string
  readonly expires_at: number
}

export type AccessTokenColumns = {
  readonly tenant_id: string
  readonly id: string
  readonly secret_hash: string
  readonly claims: string
  readonly grant_id: string | null
  readonly expires_at: number
}

export type EndedTokenColumns = {
  readonly tenant_id: string
  readonly jti: string
  readonly resource: string
  readonly ended_at: number
  readonly expires_at: number
}

/** What was used and may not be used again, as SHA-256. */
export type SeenOnceColumns = {
  readonly tenant_id: string
  readonly kind: string
  readonly value_hash: string
  readonly expires_at: number
}
