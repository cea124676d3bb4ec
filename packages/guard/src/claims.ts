/** What a verified token must say before it is believed here: its JSON in, checked claims out. RFC 9068 §4, RFC 7519 §4.1 */
import { refuse } from '@gatehouse/protocol/errors'
import { parseJson } from '@gatehouse/protocol/json'
import { type EpochSeconds, epochSeconds } from '@gatehouse/protocol/time'
import { claimAt, firstText, scopesIn, textsAt } from './profiles/read-claims.ts'
import type { Profile, Proof } from './profiles/profile.ts'

export interface Expected {
  readonly issuer: string
  /** What `aud` must hold: the resource, unless the operator says that this issuer calls it otherwise. */
  readonly audience: string
  /** Whose tokens alone are taken; `undefined`: anybody's. */
  readonly clients: readonly string[] | undefined
  readonly profile: Profile
  readonly now: EpochSeconds
}

export interface CheckedClaims {
  readonly subject: string
  readonly clientId: string
  readonly scopes: readonly string[]
  readonly roles: readonly string[]
  readonly tenant: string | undefined
  readonly email: string | undefined
  /** Absent where the issuer gives its tokens none. */
  readonly jti: string | undefined
  readonly grantId: string | undefined
  readonly expiresAt: EpochSeconds
  readonly all: Readonly<Record<string, unknown>>
}

/** How far the issuer's clock may be ahead of ours. `exp` gets no such gift: dead is dead. */
export const skew = 60

/** Refuses with `invalid_token`, and says which claim is at fault but never what it held. */
export const checkClaims = (json: string, { issuer, audience, clients, profile, now }: Expected): CheckedClaims => {
  const claims = readObject(json)
  if (claims['iss'] !== issuer) throw wrong('it comes from another issuer')
  const clientId = firstText(claims, profile.clientId)
  if (clientId === undefined) throw wrong(`${profile.clientId[0] ?? 'client_id'} is missing or no text`)
  if (clients && !clients.includes(clientId)) throw wrong('it was issued to a client that is not taken here')
  if (!isMeantForUs(claims, audience, { profile, issuer })) throw wrong('it is meant for another resource')
  if (!isProven(claims, profile.proof)) throw wrong('it is no access token')
  const expiresAt = instant(claims, 'exp')
  if (expiresAt <= now) throw wrong('it has expired')
  if (instant(claims, 'iat') > now + skew) throw wrong('it was issued in the future')
  if (claims['nbf'] !== undefined && instant(claims, 'nbf') > now + skew) throw wrong('it is not valid yet')
  // A key-bound token proves nothing to somebody who checks no key.
  if (claims['cnf'] !== undefined) throw wrong('it is bound to a key, and this server takes bearer tokens')
  return {
    subject: text(claims, 'sub'),
    clientId,
    ...detailsOf(claims, profile),
    jti: profile.tokenId === undefined ? undefined : text(claims, profile.tokenId),
    grantId: claims['grant_id'] === undefined ? undefined : text(claims, 'grant_id'),
    expiresAt: epochSeconds(expiresAt),
    all: claims,
  }
}

/** What may be there or not. */
export const detailsOf = (claims: Readonly<Record<string, unknown>>, profile: Profile) => ({
  scopes: scopesIn(claims, profile.scopes),
  roles: profile.roles.flatMap((place) => textsAt(claims, place)),
  tenant: profile.tenant === undefined ? undefined : firstText(claims, [profile.tenant]),
  // An address that anybody could write into an account elsewhere is no name for a person here.
  email: claims['email_verified'] === true ? firstText(claims, ['email']) : undefined,
})

const wrong = (why: string) => refuse('invalid_token', `the access token is not accepted: ${why}`)

const readObject = (json: string): Record<string, unknown> => {
  const value = parseJson(json, { refusal: 'invalid_token' })
  if (!isObject(value)) throw wrong('it holds no claims')
  return value
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Ours must be there, alone or in a list; whatever else stands in the list must be one that the profile tolerates. RFC 7519 §4.1.3 */
export const isMeantForUs = (
  claims: Readonly<Record<string, unknown>>,
  audience: string,
  { profile, issuer }: { readonly profile: Profile; readonly issuer: string },
): boolean => {
  const { aud } = claims
  // Without an audience the client stands for it: the options allow that only together with a list of clients.
  if (aud === undefined) return profile.audience === 'client'
  const values: readonly unknown[] = Array.isArray(aud) ? aud : [aud]
  const accepted: readonly unknown[] = [audience, ...profile.tolerated.map((one) => one.replace('{issuer}', issuer))]
  return values.includes(audience) && values.every((value) => accepted.includes(value))
}

/** That it is an access token, and not an ID token of the same issuer. RFC 8725 §2.8 */
const isProven = (
  claims: Readonly<Record<string, unknown>>,
  { equals = {}, startsWith = {}, oneOf, absent = [] }: Proof,
): boolean =>
  Object.entries(equals).every(([name, value]) => claimAt(claims, name) === value) &&
  Object.entries(startsWith).every(([name, value]) => firstText(claims, [name])?.startsWith(value)) &&
  (oneOf === undefined || oneOf.some((name) => claimAt(claims, name) !== undefined)) &&
  absent.every((name) => claimAt(claims, name) === undefined)

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
