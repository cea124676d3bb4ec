/** What the form of a token says of its origin: it only chooses who has to prove it, and proves nothing. RFC 7515 §3, RFC 8725 §3.8 */
import { base64url } from 'jose'
import { OAuthError, refuse } from '@gatehouse/protocol/errors'
import { parseJson } from '@gatehouse/protocol/json'

export type TokenForm =
  /** It says nothing by itself. */
  | { readonly kind: 'opaque' }
  /** A signed JWT that names this issuer. */
  | { readonly kind: 'jwt'; readonly issuer: string }

const opaque = { kind: 'opaque' } as const

/** Refuses with `invalid_token` what is of JOSE but no signed JWT of one reading: such a token is nobody's, and nobody is asked about it. */
export const readForm = (token: string): TokenForm => {
  const [header = '', payload = '', ...rest] = token.split('.')
  if (!isJose(header)) return opaque
  if (rest.length !== 1) throw refuse('invalid_token', 'the access token is not accepted: it is no signed JWT')
  const claims = parseJson(decodeSegment(payload), { refusal: 'invalid_token' })
  const issuer = typeof claims === 'object' && claims !== null && 'iss' in claims ? claims.iss : undefined
  if (typeof issuer === 'string') return { kind: 'jwt', issuer }
  throw refuse('invalid_token', 'the access token is not accepted: it names no issuer')
}

/** Every header of a JWS or JWE names its algorithm, and nothing else that is a token does. RFC 7515 §4.1.1 */
const isJose = (segment: string): boolean => {
  try {
    const header: unknown = JSON.parse(decodeSegment(segment))
    return typeof header === 'object' && header !== null && 'alg' in header
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof OAuthError) return false
    throw error
  }
}

/** Refuses with `invalid_token` what is no base64url of UTF-8. */
export const decodeSegment = (segment: string): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(base64url.decode(segment))
  } catch (cause) {
    throw refuse('invalid_token', 'the access token is not accepted: it cannot be decoded', { cause })
  }
}
