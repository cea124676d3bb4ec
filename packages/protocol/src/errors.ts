/** Every refusal that Gatehouse gives on the wire: its code, its status, its place in the RFCs. RFC 6749 §5.2, §4.1.2.1 */
import type { Seconds } from './time.ts'

/** One row per code. `status` is what a JSON answer carries; a redirect carries only the code. */
export const oauthErrors = {
  invalid_request: { status: 400, section: 'RFC 6749 §5.2' },
  invalid_client: { status: 401, section: 'RFC 6749 §5.2' },
  invalid_grant: { status: 400, section: 'RFC 6749 §5.2' },
  unauthorized_client: { status: 400, section: 'RFC 6749 §5.2' },
  unsupported_grant_type: { status: 400, section: 'RFC 6749 §5.2' },
  invalid_scope: { status: 400, section: 'RFC 6749 §5.2' },
  invalid_target: { status: 400, section: 'RFC 8707 §2' },
  access_denied: { status: 400, section: 'RFC 6749 §4.1.2.1' },
  unsupported_response_type: { status: 400, section: 'RFC 6749 §4.1.2.1' },
  server_error: { status: 500, section: 'RFC 6749 §4.1.2.1' },
  temporarily_unavailable: { status: 503, section: 'RFC 6749 §4.1.2.1' },
  login_required: { status: 400, section: 'OIDC Core §3.1.2.6' },
  consent_required: { status: 400, section: 'OIDC Core §3.1.2.6' },
  interaction_required: { status: 400, section: 'OIDC Core §3.1.2.6' },
  account_selection_required: { status: 400, section: 'OIDC Core §3.1.2.6' },
  request_not_supported: { status: 400, section: 'OIDC Core §3.1.2.6' },
  registration_not_supported: { status: 400, section: 'OIDC Core §3.1.2.6' },
  request_uri_not_supported: { status: 400, section: 'OIDC Core §3.1.2.6' },
  invalid_redirect_uri: { status: 400, section: 'RFC 7591 §3.2.2' },
  invalid_client_metadata: { status: 400, section: 'RFC 7591 §3.2.2' },
  unsupported_token_type: { status: 400, section: 'RFC 7009 §2.2.1' },
  invalid_token: { status: 401, section: 'RFC 6750 §3.1' },
  insufficient_scope: { status: 403, section: 'RFC 6750 §3.1' },
} as const satisfies Record<string, { readonly status: number; readonly section: string }>

export type OAuthErrorCode = keyof typeof oauthErrors

export interface RefusalOptions {
  /** The wire name of the parameter that is at fault. */
  readonly parameter?: string
  /** Instead of the table's: 429 with `temporarily_unavailable` for a rate limit (no RFC names a code for it). */
  readonly status?: number
  /** Goes out as `Retry-After`. */
  readonly retryAfter?: Seconds
  /** For the log only: never shown to the caller. */
  readonly cause?: unknown
}

/** A refusal. `description` is public and already safe for JSON, a header or a URL; `cause` is for the log alone. */
export class OAuthError extends Error {
  override readonly name = 'OAuthError'
  readonly code: OAuthErrorCode
  readonly status: number
  readonly description: string
  readonly parameter: string | undefined
  readonly retryAfter: Seconds | undefined

  constructor(code: OAuthErrorCode, description: string, options: RefusalOptions = {}) {
    const safe = toDescription(description)
    super(`${code}: ${safe}`, 'cause' in options ? { cause: options.cause } : undefined)
    this.code = code
    this.status = options.status ?? oauthErrors[code].status
    this.description = safe
    this.parameter = options.parameter
    this.retryAfter = options.retryAfter
  }
}

/** `throw refuse('invalid_grant', 'the code is unknown or has expired')` */
export const refuse = (code: OAuthErrorCode, description: string, options?: RefusalOptions): OAuthError =>
  new OAuthError(code, description, options)

export interface ErrorBody {
  readonly error: OAuthErrorCode
  readonly error_description: string
}

/** The JSON body of a refusal. RFC 6749 §5.2 */
export const toErrorBody = (error: OAuthError): ErrorBody => ({
  error: error.code,
  error_description: error.description,
})

const longestDescription = 400

/** Only %x20-21 / %x23-5B / %x5D-7E may stand in an error_description: what a caller sent may be quoted in one. RFC 6749 §5.2 */
const toDescription = (text: string): string =>
  text
    .slice(0, longestDescription)
    .replaceAll('"', "'")
    .replaceAll('\\', '/')
    .replace(/[^\x20-\x7e]/g, '?')
