/** The members of a registration body, one typed reader each: unknown JSON in, text out. RFC 7591 §2 */
import { cleanDisplayText } from '../display-text.ts'
import { refuse } from '../errors.ts'

/** The body's own members, without the empty ones. A Map, so `__proto__` is a name like any other. */
export type Members = ReadonlyMap<string, unknown>

const deepest = 8
const mostValues = 5000
const longestText = 2000
const mostTexts = 100

/** Refuses what is no object, is nested deeply or holds very many values. */
export const readMembers = (body: unknown): Members => {
  if (typeof body !== 'object' || body == null || Array.isArray(body)) {
    throw refuse('invalid_client_metadata', 'the body must be a JSON object')
  }
  refuseMonsters(body)
  return new Map(Object.entries(body).filter(([, value]) => !isEmpty(value)))
}

const isEmpty = (value: unknown): boolean =>
  value == null || value === '' || (Array.isArray(value) && value.length === 0)

/** Without recursion, so that depth cannot exhaust the stack. */
const refuseMonsters = (body: object): void => {
  let level: readonly unknown[] = [body]
  for (let depth = 0, seen = 0; level.length > 0; depth += 1) {
    seen += level.length
    if (depth > deepest || seen > mostValues)
      throw refuse('invalid_client_metadata', 'the body is too large or too deep')
    level = level.flatMap((value) => (typeof value === 'object' && value != null ? Object.values(value) : []))
  }
}

/** Exact text of at most 2,000 characters, without control characters or lone surrogates. */
export const readText = (members: Members, name: string): string | undefined => {
  const value = members.get(name)
  return value === undefined ? undefined : textOf(value, name)
}

/** A list of such texts without doubles. */
export const readTexts = (members: Members, name: string): readonly string[] | undefined => {
  const value = members.get(name)
  if (value === undefined) return undefined
  if (!Array.isArray(value) || value.length > mostTexts) {
    throw refuse('invalid_client_metadata', `${name} must be a list of at most ${mostTexts} strings`, {
      parameter: name,
    })
  }
  return [...new Set(Array.from(value, (member: unknown) => textOf(member, name)))]
}

/** Text for people: cleaned and cut rather than refused; `undefined` if nothing is left. */
export const readDisplayText = (members: Members, name: string, maxLength: number): string | undefined => {
  const value = members.get(name)
  if (value === undefined) return undefined
  if (typeof value !== 'string')
    throw refuse('invalid_client_metadata', `${name} must be a string`, { parameter: name })
  const text = cleanDisplayText(value, maxLength)
  return text === '' ? undefined : text
}

const textOf = (value: unknown, name: string): string => {
  if (typeof value === 'string' && value.length <= longestText && !/[\p{Cc}\p{Cs}]/u.test(value)) return value
  throw refuse('invalid_client_metadata', `${name} must hold text of at most ${longestText} characters`, {
    parameter: name,
  })
}
