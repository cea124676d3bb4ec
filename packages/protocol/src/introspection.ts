/** What the introspection endpoint says of a token, plain or signed. RFC 7662 §2.2, RFC 9701 §5 */

/** All that is ever said of a token that is not live, or not the caller's to know. */
export interface InactiveToken {
  readonly active: false
}

/** The claims of the token (RFC 9068 §2.2, RFC 7662 §2.2), and that it is live. */
export interface ActiveToken {
  readonly active: true
  /** Of access tokens only. RFC 6749 §5.1 */
  readonly token_type?: 'Bearer'
  readonly [claim: string]: unknown
}

export type IntrospectionResponse = ActiveToken | InactiveToken

/** The JOSE header's `typ` of a signed answer; its media type is `application/` and the same. RFC 9701 §5 */
export const introspectionResponseType = 'token-introspection+jwt'
