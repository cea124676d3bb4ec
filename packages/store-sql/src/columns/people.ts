/** The columns of accounts and their browser sign-ins. */
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
  readonly source: string
  readonly user_agent: string | null
}

export type KnownBrowserColumns = {
  readonly tenant_id: string
  readonly user_id: string
  readonly browser_hash: string
  readonly known_until: number
}
