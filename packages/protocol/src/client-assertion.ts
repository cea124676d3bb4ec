/** A client proves itself by a signed assertion: its type, its header, its claims. RFC 7521 §4.2, RFC 7523 §3, RFC 7523bis */
import { after, type EpochSeconds, epochSeconds, minutes, seconds } from './time.ts'

/** The one `client_assertion_type`. RFC 7523 §2.2 */
export const clientAssertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

/** Asymmetric ones only: a secret that both know proves nothing about who signed. */
export const assertionAlgorithms: readonly string[] = ['ES256', 'ES384', 'RS256', 'PS256', 'EdDSA', 'Ed25519']

/** Longer assertions are refused unread. */
export const longestAssertion = 8192

export interface AssertionClaims {
  /** Issuer and subject: the client in its own name. */
  readonly clientId: string
  readonly jti: string
  readonly expiresAt: EpochSeconds
}

/** A token of another purpose says so in its type, and is no assertion. RFC 8725 §3.11 */
export const isAssertionType = (typ: unknown): boolean =>
  typ === undefined || (typeof typ === 'string' && ['jwt', 'client-authentication+jwt'].includes(typ.toLowerCase()))

const longestLife = minutes(10)
/** How far another clock may be ahead of ours. */
const clockSkew = seconds(60)
const longestJti = 512

/** What the claims say, or what is wrong with them. The signature is somebody else's business. */
export const readAssertionClaims = (
  claims: Readonly<Record<string, unknown>>,
  { audiences, now }: { readonly audiences: readonly string[]; readonly now: EpochSeconds },
): AssertionClaims | { readonly fault: string } => {
  const { iss, sub, aud, exp, nbf, jti } = claims
  if (typeof sub !== 'string' || sub === '' || iss !== sub) return { fault: 'iss and sub must both be the client_id' }
  if (!isOneOf(aud, audiences)) return { fault: `aud must be ${audiences[0]} and nothing else` }
  if (!isInstant(exp) || exp <= now) return { fault: 'exp is missing or has passed' }
  if (exp > after(now, longestLife)) return { fault: 'exp is more than 10 minutes ahead' }
  if (nbf !== undefined && (!isInstant(nbf) || nbf > after(now, clockSkew))) return { fault: 'nbf is ahead' }
  if (typeof jti !== 'string' || jti === '' || jti.length > longestJti) return { fault: 'jti is missing or too long' }
  return { clientId: sub, jti, expiresAt: epochSeconds(Math.ceil(exp)) }
}

/** Several audiences could each use the assertion at the others. */
const isOneOf = (aud: unknown, audiences: readonly string[]): boolean => {
  const only: unknown = Array.isArray(aud) && aud.length === 1 ? aud[0] : aud
  return typeof only === 'string' && audiences.includes(only)
}

const isInstant = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value)
