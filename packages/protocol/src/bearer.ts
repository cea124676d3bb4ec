/** The access token in the Authorization header, and nowhere else. RFC 6750 §2.1 */

const notYet = (): never => {
  throw new Error('signature only')
}

/**
 * The token; `absent` if there is no Authorization header or it has another scheme.
 * Two headers (or two credentials in one) are `invalid_request`; a Bearer without a well-formed token is `invalid_token`.
 */
export const readBearer: (headers: Headers) => { readonly token: string } | { readonly absent: true } = notYet
