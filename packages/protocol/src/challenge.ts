/** The WWW-Authenticate header: written by whoever guards, read by whoever visits. RFC 9110 §11.6.1, RFC 6750 §3, RFC 9728 §5.1 */
import type { OAuthErrorCode } from './errors.ts'

const notYet = (): never => {
  throw new Error('signature only')
}

export interface BearerChallenge {
  readonly scheme: 'Bearer'
  readonly realm?: string
  /** URL of the protected-resource metadata. */
  readonly resourceMetadata?: string
  /** All scopes that the operation needs. */
  readonly scope?: readonly string[]
  /** Absent when no token was sent. */
  readonly error?: OAuthErrorCode
  readonly errorDescription?: string
}

/** One challenge as a stranger sent it. */
export interface Challenge {
  /** In lower case. */
  readonly scheme: string
  /** Names in lower case, values unquoted. */
  readonly parameters: ReadonlyMap<string, string>
  readonly token68?: string
}

/** One header value; whatever the values hold, it stays one header line. */
export const formatChallenge: (challenge: BearerChallenge) => string = notYet

/** The challenges of one header, in linear time and capped. Never throws: from the first fault on, the rest is left out. */
export const parseChallenges: (header: string) => readonly Challenge[] = notYet
