/** The columns of clients, MCP servers and signing keys. */
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

export type SigningKeyColumns = {
  readonly tenant_id: string
  readonly kid: string
  readonly alg: string
  readonly is_first: number
  readonly public_jwk: string
  readonly sealed_private_key: string
  readonly created_at: number
}
