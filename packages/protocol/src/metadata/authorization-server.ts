/** What an authorization server says of itself, as we serve it. RFC 8414 §2, OIDC Discovery §3, RFC 9207 §3, RFC 9728 §4 */

/** The document that we serve, the same under every well-known name. */
export interface AuthorizationServerMetadata {
  readonly issuer: string
  readonly authorization_endpoint: string
  readonly token_endpoint: string
  readonly jwks_uri: string
  /** Absent while registration is off. */
  readonly registration_endpoint?: string
  readonly revocation_endpoint: string
  readonly introspection_endpoint: string
  /** Ours: `?resource=` says what has ended for it. docs/protocol.md "The revocation feed" */
  readonly gatehouse_revocations_endpoint: string
  readonly scopes_supported: readonly string[]
  readonly response_types_supported: readonly string[]
  readonly response_modes_supported: readonly string[]
  readonly grant_types_supported: readonly string[]
  readonly token_endpoint_auth_methods_supported: readonly string[]
  /** Of assertions. */
  readonly token_endpoint_auth_signing_alg_values_supported: readonly string[]
  readonly revocation_endpoint_auth_methods_supported: readonly string[]
  readonly revocation_endpoint_auth_signing_alg_values_supported: readonly string[]
  readonly introspection_endpoint_auth_methods_supported: readonly string[]
  readonly introspection_endpoint_auth_signing_alg_values_supported: readonly string[]
  /** RFC 9701 §7 */
  readonly introspection_signing_alg_values_supported: readonly string[]
  readonly code_challenge_methods_supported: readonly ['S256']
  readonly authorization_response_iss_parameter_supported: true
  readonly client_id_metadata_document_supported?: boolean
  /** Only resources that are listed publicly. RFC 9728 §4 */
  readonly protected_resources?: readonly string[]
  readonly service_documentation?: string
  /** OIDC Discovery demands these two of every reader's document. */
  readonly subject_types_supported: readonly string[]
  readonly userinfo_endpoint: string
  /** OIDC RP-Initiated Logout §2.1 */
  readonly end_session_endpoint: string
  readonly claim_types_supported: readonly string[]
  readonly claims_supported: readonly string[]
  readonly acr_values_supported: readonly string[]
  readonly prompt_values_supported: readonly string[]
  readonly claims_parameter_supported: boolean
  readonly request_parameter_supported: boolean
  readonly request_uri_parameter_supported: boolean
  readonly id_token_signing_alg_values_supported: readonly string[]
}
