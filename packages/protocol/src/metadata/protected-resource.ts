/** What a protected resource says of itself: our type for serving it, a shape for reading anybody's. RFC 9728 §2 */
import * as z from 'zod/mini'

/** The document that we serve. */
export interface ProtectedResourceMetadata {
  /** Exactly the canonical URI, whatever Host says. */
  readonly resource: string
  readonly authorization_servers: readonly string[]
  /** Minimal, and never `offline_access`. */
  readonly scopes_supported?: readonly string[]
  readonly bearer_methods_supported: readonly ['header']
  readonly resource_name?: string
  readonly resource_documentation?: string
}

/** For readers: only `resource` is certain (and must equal the one that was asked for, RFC 9728 §3.3). Unknown members are dropped. */
export const protectedResourceMetadataShape = z.object({
  resource: z.string(),
  authorization_servers: z.optional(z.array(z.string())),
  scopes_supported: z.optional(z.array(z.string())),
  bearer_methods_supported: z.optional(z.array(z.string())),
  resource_name: z.optional(z.string()),
  resource_documentation: z.optional(z.string()),
})
