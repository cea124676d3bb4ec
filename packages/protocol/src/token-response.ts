/** What the token endpoint answers: our type for writing it, a shape for reading it. RFC 6749 §5.1 */
import * as z from 'zod/mini'
import type { Seconds } from './time.ts'

export interface TokenResponse {
  readonly access_token: string
  readonly token_type: 'Bearer'
  readonly expires_in: Seconds
  readonly refresh_token?: string
  /** Who the person is, for a client that asked for `openid`. OIDC Core §3.1.3.3 */
  readonly id_token?: string
  /** What was granted; may be less than what was asked for. */
  readonly scope?: string
}

/** For readers: any authorization server's answer. Unknown members are dropped; `token_type` is read without regard to case. */
export const tokenResponseShape = z.object({
  access_token: z.string().check(z.minLength(1)),
  token_type: z.pipe(
    z.string(),
    z.transform((type: string) => (type.toLowerCase() === 'bearer' ? 'Bearer' : type)),
  ),
  expires_in: z.optional(z.number().check(z.nonnegative())),
  refresh_token: z.optional(z.string()),
  id_token: z.optional(z.string()),
  scope: z.optional(z.string()),
})
