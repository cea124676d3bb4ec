/** What an authorization server says of itself: our type for serving it, a shape for reading anybody's. RFC 8414 §2, OIDC Discovery §3, RFC 9207 §3, RFC 9728 §4 */
import * as z from 'zod/mini'

/** The document that we serve, the same under every well-known name. */
export interface AuthorizationServerMetadata {
  readonly issuer: string
  readonly authorization_endpoint: string
  readonly token_endpoint: string
  readonly jwks_uri: string
  /** Absent while registration is off. */
  readonly registration_endpoint?: string
  readonly revocation_endpoint: string
  readonly scopes_supported: readonly string[]
  readonly response_types_supported: readonly string[]
  readonly response_modes_supported: readonly string[]
  readonly grant_types_supported: readonly string[]
  readonly token_endpoint_auth_methods_supported: readonly string[]
  readonly revocation_endpoint_auth_methods_supported: readonly string[]
  readonly code_challenge_methods_supported: readonly ['S256']
  readonly authorization_response_iss_parameter_supported: true
  readonly client_id_metadata_document_supported?: boolean
  /** Only resources that are listed publicly. RFC 9728 §4 */
  readonly protected_resources?: readonly string[]
  readonly service_documentation?: string
  /** OIDC Discovery demands these two of every reader's document. */
  readonly subject_types_supported: readonly string[]
  readonly id_token_signing_alg_values_supported: readonly string[]
}

const text = z.optional(z.string())
const list = z.optional(z.array(z.string()))
const flag = z.optional(z.boolean())

/** For readers: only `issuer` is certain (and must equal the one that was asked for, RFC 8414 §3.3). Unknown members are dropped. */
export const authorizationServerMetadataShape = z.object({
  issuer: z.string(),
  authorization_endpoint: text,
  token_endpoint: text,
  jwks_uri: text,
  registration_endpoint: text,
  revocation_endpoint: text,
  introspection_endpoint: text,
  userinfo_endpoint: text,
  scopes_supported: list,
  response_types_supported: list,
  response_modes_supported: list,
  grant_types_supported: list,
  token_endpoint_auth_methods_supported: list,
  code_challenge_methods_supported: list,
  authorization_response_iss_parameter_supported: flag,
  client_id_metadata_document_supported: flag,
  protected_resources: list,
})
