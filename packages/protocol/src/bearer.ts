/** The access token in the Authorization header, and nowhere else. RFC 6750 §2.1 */
import { refuse } from './errors.ts'

/** A longer token is none of ours. */
const longestToken = 16_384

/**
 * The token; `absent` if there is no Authorization header or it has another scheme.
 * Two headers (or two credentials in one) are `invalid_request`; a Bearer without a well-formed token is `invalid_token`.
 */
export const readBearer = (headers: Headers): Bearer => parseBearer(headers.get('authorization'))

export type Bearer = { readonly token: string } | { readonly absent: true }

/** The same for the value of the header, or null without one. */
export const parseBearer = (header: string | null): Bearer => {
  if (header === null) return { absent: true }
  // `Headers` joins two headers of one name with a comma, which no Bearer token contains.
  if (header.includes(',')) throw refuse('invalid_request', 'Authorization must hold exactly one credential')
  if (!/^bearer(?: |$)/i.test(header)) return { absent: true }
  const token = header.slice('bearer'.length).replace(/^ +/, '')
  if (token.length > longestToken || !/^[A-Za-z0-9\-._~+/]+=*$/.test(token)) {
    throw refuse('invalid_token', 'the access token is malformed')
  }
  return { token }
}
