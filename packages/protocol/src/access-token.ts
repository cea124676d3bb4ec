/** The claims of a JWT access token of ours. RFC 9068 §2.2 */
import type { EpochSeconds } from './time.ts'

/** The JOSE header's `typ`. RFC 9068 §2.1 */
export const accessTokenType = 'at+jwt'

export interface AccessTokenClaims {
  readonly iss: string
  readonly sub: string
  /** Exactly one canonical resource. */
  readonly aud: string
  readonly client_id: string
  /** Space-separated; may be empty. */
  readonly scope: string
  readonly iat: EpochSeconds
  readonly nbf: EpochSeconds
  readonly exp: EpochSeconds
  readonly jti: string
  /** The grant (family) this token lives and dies with; absent when a machine speaks for itself. */
  readonly grant_id?: string
  readonly auth_time?: EpochSeconds
  readonly acr?: string
  readonly amr?: readonly string[]
}
