/** The answer of the authorization endpoint, as a URL or as form fields; always with exactly one iss. RFC 6749 §4.1.2, RFC 9207 §2 */
import type { OAuthErrorCode } from './errors.ts'
import { holdsAnswerParameter } from './redirect-uri.ts'

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

/** The redirect URI, byte for byte, with the answer added to its query. Spaces become `%20`: apps with their own scheme often miss `+`. */
export const authorizationResponseUrl = (redirectUri: string, answer: AuthorizationAnswer): string => {
  const mark = redirectUri.indexOf('?')
  const query = mark < 0 ? '' : redirectUri.slice(mark + 1)
  if (redirectUri.includes('#') || holdsAnswerParameter(query))
    throw new Error('such a redirect URI is never registered')
  return appendToQuery(redirectUri, formPostFields(answer))
}

/** A registered URI, byte for byte, with more in its query. It has no fragment. */
export const appendToQuery = (uri: string, members: readonly (readonly [name: string, value: string])[]): string => {
  const mark = uri.indexOf('?')
  const query = mark < 0 ? '' : uri.slice(mark + 1)
  const separator = mark < 0 ? '?' : query === '' || query.endsWith('&') ? '' : '&'
  return `${uri}${separator}${members.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')}`
}

/** The same answer as hidden fields of a self-posting form. OAuth 2.0 Form Post Response Mode §2 */
export const formPostFields = (answer: AuthorizationAnswer): readonly (readonly [name: string, value: string])[] => {
  const { iss, state } = answer
  const outcome: Readonly<Record<string, string | undefined>> =
    'code' in answer ? { code: answer.code } : { error: answer.error, error_description: answer.error_description }
  return Object.entries({ ...outcome, state, iss }).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  )
}
