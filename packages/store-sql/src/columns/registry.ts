/** The columns of clients, permissions to register them, MCP servers and signing keys. */
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
  readonly secret_expires_at: number | null
  readonly keys: string | null
  readonly may_name_token_endpoint: number | null
  readonly registration_token_hash: string | null
  readonly document_fetched_at: number | null
  readonly document_fresh_until: number | null
  readonly machine_access: string
  readonly metadata: string
  readonly created_at: number
  readonly last_used_at: number | null
  readonly disabled_at: number | null
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
  readonly access_token_format: string
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

export type SigningKeyColumns = {
  readonly tenant_id: string
  readonly kid: string
  readonly alg: string
  readonly is_first: number
  readonly public_jwk: string
  readonly sealed_private_key: string
  readonly created_at: number
  readonly active_from: number
}

export type RegistrationTokenColumns = {
  readonly tenant_id: string
  readonly id: string
  readonly secret_hash: string
  readonly label: string
  readonly created_at: number
  readonly expires_at: number | null
  readonly uses_left: number | null
}
