/** What a client asks at the authorization endpoint: parameters in, a checked request out. RFC 6749 §4.1.1, RFC 7636 §4.3, RFC 8707 §2, OIDC Core §3.1.2.1 */
import type { Parameters } from './parameters.ts'
import type { Seconds } from './time.ts'

const notYet = (): never => {
  throw new Error('signature only')
}

export type ResponseMode = 'query' | 'form_post'
export type Prompt = 'none' | 'login' | 'consent' | 'select_account'

/** A request that is well formed. Whether this client may ask it is not yet said. */
export interface AuthorizationRequest {
  readonly client_id: string
  readonly redirect_uri?: string
  readonly response_type: 'code'
  readonly response_mode: ResponseMode
  /** Well formed (RFC 6749 §3.3), as it was sent; read it with `parseScope`. */
  readonly scope?: string
  readonly state?: string
  readonly code_challenge: string
  readonly code_challenge_method: 'S256'
  /** Absolute URIs without fragment, as they were sent. */
  readonly resource: readonly string[]
  /** Known values only; `none` stands alone. */
  readonly prompt: readonly Prompt[]
  readonly max_age?: Seconds
  readonly login_hint?: string
  readonly id_token_hint?: string
  readonly nonce?: string
}

/** What must be known before any refusal may travel by redirect. */
export interface ClientAndRedirect {
  readonly client_id: string
  readonly redirect_uri?: string
  /** Only if given exactly once. */
  readonly state?: string
  /** `query` unless `form_post` is asked for properly. */
  readonly response_mode: ResponseMode
}

/** Reads the two that decide where errors go. Missing client_id, or one of the two doubled: `invalid_request`, to be shown as a page. */
export const readClientAndRedirect: (parameters: Parameters) => ClientAndRedirect = notYet

/**
 * Reads and checks the whole request. Every refusal is an OAuthError with the code that the redirect shall carry:
 * `invalid_request`, `unsupported_response_type`, `request_not_supported`, `request_uri_not_supported`, `invalid_scope`, `invalid_target`.
 */
export const readAuthorizationRequest: (parameters: Parameters) => AuthorizationRequest = notYet
