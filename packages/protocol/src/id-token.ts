/** The claims of an ID token of ours: who signed in, when and how, said to one client. OIDC Core §2 */
import type { EpochSeconds } from './time.ts'

/** The JOSE header's `typ`. An access token has another, so neither passes for the other. */
export const idTokenType = 'JWT'

export interface IdTokenClaims {
  readonly iss: string
  readonly sub: string
  /** The client, alone. */
  readonly aud: string
  readonly iat: EpochSeconds
  readonly exp: EpochSeconds
  readonly auth_time: EpochSeconds
  readonly acr: string
  readonly amr: readonly string[]
  /** Of the authorization request; absent when the token comes by a refresh. OIDC Core §12.2 */
  readonly nonce?: string
  readonly at_hash?: string
}
