/** The answer of the authorization endpoint, as a URL or as form fields; always with exactly one iss. RFC 6749 §4.1.2, RFC 9207 §2 */
import type { OAuthErrorCode } from './errors.ts'

const notYet = (): never => {
  throw new Error('signature only')
}

export interface AuthorizationCodeAnswer {
  readonly iss: string
  readonly state?: string
  readonly code: string
}

export interface AuthorizationErrorAnswer {
  readonly iss: string
  readonly state?: string
  readonly error: OAuthErrorCode
  readonly error_description?: string
}

export type AuthorizationAnswer = AuthorizationCodeAnswer | AuthorizationErrorAnswer

/** The redirect URI, byte for byte, with the answer added to its query. */
export const authorizationResponseUrl: (redirectUri: string, answer: AuthorizationAnswer) => string = notYet

/** The same answer as hidden fields of a self-posting form. OAuth 2.0 Form Post Response Mode §2 */
export const formPostFields: (answer: AuthorizationAnswer) => readonly (readonly [name: string, value: string])[] =
  notYet
