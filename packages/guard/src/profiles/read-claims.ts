/** Reads what a profile names out of a token's claims: nothing is taken for something it is not. */
import { refuse } from '@gatehouse/protocol/errors'
import { isScopeToken, parseScope } from '@gatehouse/protocol/scope'

type Claims = Readonly<Record<string, unknown>>

/** Dots lead into objects, unless the whole name is a claim: some are URLs. */
export const claimAt = (claims: Claims, place: string): unknown => {
  if (Object.hasOwn(claims, place)) return claims[place]
  const [name = '', ...rest] = place.split('.')
  const value = Object.hasOwn(claims, name) ? claims[name] : undefined
  return rest.length > 0 && isObject(value) ? claimAt(value, rest.join('.')) : undefined
}

const isObject = (value: unknown): value is Claims =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const firstText = (claims: Claims, places: readonly string[]): string | undefined =>
  places.map((place) => claimAt(claims, place)).find((value) => typeof value === 'string' && value !== '') as
    | string
    | undefined

export const textsAt = (claims: Claims, place: string): readonly string[] => {
  const value = claimAt(claims, place)
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : []
}

/** Text is split at spaces; a list is taken as it is, but not as `scope`, which is text (RFC 9068 §2.2.3). Refuses with `invalid_token` what is neither. */
export const scopesIn = (claims: Claims, places: readonly string[]): readonly string[] => {
  const place = places.find((one) => claimAt(claims, one) !== undefined)
  return place === undefined ? [] : [...new Set(scopesOf(claimAt(claims, place), place !== 'scope'))]
}

const scopesOf = (scope: unknown, mayBeList: boolean): readonly string[] => {
  if (scope === undefined) return []
  if (mayBeList && Array.isArray(scope) && scope.every((one) => typeof one === 'string' && isScopeToken(one)))
    return scope
  if (typeof scope !== 'string') throw malformed()
  try {
    return parseScope(scope)
  } catch (cause) {
    // A malformed scope in a token is the token's fault, not the request's.
    throw malformed(cause)
  }
}

const malformed = (cause?: unknown) =>
  refuse('invalid_token', 'the access token is not accepted: its scope is malformed', { cause })
