/** What a verified token must say before it is believed here: its JSON in, checked claims out. RFC 9068 §4, RFC 7519 §4.1 */
import { refuse } from '@gatehouse/protocol/errors'
import { parseJson } from '@gatehouse/protocol/json'
import { parseScope } from '@gatehouse/protocol/scope'
import { type EpochSeconds, epochSeconds } from '@gatehouse/protocol/time'

export interface Expected {
  readonly issuer: string
  readonly resource: string
  readonly now: EpochSeconds
}

export interface CheckedClaims {
  readonly subject: string
  readonly clientId: string
  readonly scopes: readonly string[]
  readonly jti: string
  readonly grantId: string | undefined
  readonly expiresAt: EpochSeconds
  readonly all: Readonly<Record<string, unknown>>
}

/** How far the issuer's clock may be ahead of ours. `exp` gets no such gift: dead is dead. */
const skew = 60

/** Refuses with `invalid_token`, and says which claim is at fault but never what it held. */
export const checkClaims = (json: string, { issuer, resource, now }: Expected): CheckedClaims => {
  const claims = readObject(json)
  if (claims['iss'] !== issuer) throw wrong('it comes from another issuer')
  if (!isExactly(claims['aud'], resource)) throw wrong('it is meant for another resource')
  const expiresAt = instant(claims, 'exp')
  if (expiresAt <= now) throw wrong('it has expired')
  if (instant(claims, 'iat') > now + skew) throw wrong('it was issued in the future')
  if (claims['nbf'] !== undefined && instant(claims, 'nbf') > now + skew) throw wrong('it is not valid yet')
  // A key-bound token proves nothing to somebody who checks no key.
  if (claims['cnf'] !== undefined) throw wrong('it is bound to a key, and this server takes bearer tokens')
  return {
    subject: text(claims, 'sub'),
    clientId: text(claims, 'client_id'),
    scopes: scopesOf(claims['scope']),
    jti: text(claims, 'jti'),
    grantId: claims['grant_id'] === undefined ? undefined : text(claims, 'grant_id'),
    expiresAt: epochSeconds(expiresAt),
    all: claims,
  }
}

const wrong = (why: string) => refuse('invalid_token', `the access token is not accepted: ${why}`)

const readObject = (json: string): Record<string, unknown> => {
  const value = parseJson(json, { refusal: 'invalid_token' })
  if (!isObject(value)) throw wrong('it holds no claims')
  return value
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** One audience and no other, alone or as the only member of a list. RFC 7519 §4.1.3 */
const isExactly = (audience: unknown, resource: string): boolean => {
  const only: unknown = Array.isArray(audience) && audience.length === 1 ? audience[0] : audience
  return only === resource
}

const instant = (claims: Readonly<Record<string, unknown>>, name: string): number => {
  const value = claims[name]
  // 1e400 is a number in JSON and Infinity in JavaScript.
  if (typeof value !== 'number' || !Number.isSafeInteger(Math.floor(value)))
    throw wrong(`${name} is missing or no time`)
  return value
}

const text = (claims: Readonly<Record<string, unknown>>, name: string): string => {
  const value = claims[name]
  if (typeof value !== 'string' || value === '') throw wrong(`${name} is missing or no text`)
  return value
}

const scopesOf = (scope: unknown): readonly string[] => {
  if (scope === undefined) return []
  if (typeof scope !== 'string') throw wrong('scope is no text')
  try {
    return parseScope(scope)
  } catch (cause) {
    // A malformed scope in a token is the token's fault, not the request's.
    throw refuse('invalid_token', 'the access token is not accepted: its scope is malformed', { cause })
  }
}
