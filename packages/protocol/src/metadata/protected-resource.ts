/** What a protected resource says of itself, as we serve it. RFC 9728 §2 */

/** The document that we serve. */
export interface ProtectedResourceMetadata {
  /** Exactly the canonical URI, whatever Host says. */
  readonly resource: string
  /** Absent where clients are sent to none. */
  readonly authorization_servers?: readonly string[]
  /** Minimal, and never `offline_access`. */
  readonly scopes_supported?: readonly string[]
  readonly bearer_methods_supported: readonly ['header']
  readonly resource_name?: string
  readonly resource_documentation?: string
}
