/** What a client says of itself when it registers: a stranger's JSON in, only what we keep out. RFC 7591 §2, §3.1 */

const notYet = (): never => {
  throw new Error('signature only')
}

/** What this server supports; from the lists of grants and client authentication methods. */
export interface RegistrationPolicy {
  readonly privateUseSchemes: readonly string[]
  readonly grantTypes: readonly string[]
  readonly authMethods: readonly string[]
}

/** What is stored and echoed: checked, cleaned, and without empty members. */
export interface RegisteredMetadata {
  readonly redirect_uris: readonly string[]
  readonly token_endpoint_auth_method: string
  readonly grant_types: readonly string[]
  readonly response_types: readonly string[]
  /** Only if the client said so; absent means: inferred from each redirect URI. */
  readonly application_type?: 'web' | 'native'
  readonly client_name?: string
  readonly client_uri?: string
  readonly logo_uri?: string
  readonly tos_uri?: string
  readonly policy_uri?: string
  readonly contacts?: readonly string[]
  /** Kept for the record and as a default, never a ceiling. */
  readonly scope?: string
  readonly software_id?: string
  readonly software_version?: string
}

/** Refuses with `invalid_redirect_uri` or `invalid_client_metadata`; whatever is not in RegisteredMetadata is dropped unread. */
export const parseRegistration: (body: unknown, policy: RegistrationPolicy) => RegisteredMetadata = notYet
