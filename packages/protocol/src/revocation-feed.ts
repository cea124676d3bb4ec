/** What has ended before its time, signed for the guards of one resource. docs/protocol.md "The revocation feed" */
import type { EpochSeconds } from './time.ts'

/** The JOSE header's `typ`; the media type of the document is `application/` and the same. RFC 8725 §3.11 */
export const revocationFeedType = 'gatehouse-revocations+jwt'

export interface RevocationFeedClaims {
  readonly iss: string
  /** The canonical URI of the resource. */
  readonly aud: string
  /** When this was still all there was. */
  readonly iat: EpochSeconds
  /** `true`: everything that counts now. `false`, only in a stream: what came on top; nothing, if `ended` is empty. */
  readonly complete: boolean
  /** SHA-256, base64url, of each ended `grant_id` and `jti`: who holds the token knows its names, nobody else learns them. */
  readonly ended: readonly string[]
}
