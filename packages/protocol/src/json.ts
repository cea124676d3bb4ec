/** JSON from strangers, read once and unambiguously: no doubled keys, no deep nesting. RFC 8259 §4 */
import { type OAuthErrorCode, refuse } from './errors.ts'

export interface JsonOptions {
  /** The code of the refusal, which depends on the endpoint. */
  readonly refusal: OAuthErrorCode
  /** Arrays and objects inside each other; 16 unless told otherwise. */
  readonly maxDepth?: number
}

/** The value. Text that is no JSON, has a key twice in one object or is nested too deeply is refused with `refusal`. */
export const parseJson = (text: string, { refusal, maxDepth = 16 }: JsonOptions): unknown => {
  const { depth, colons } = shapeOf(text)
  if (depth > maxDepth) throw refuse(refusal, `the JSON is nested more than ${maxDepth} deep`)
  const value = parse(text, refusal)
  // A key that stood twice has become one.
  if (keysIn(value) !== colons) throw refuse(refusal, 'the JSON has a key twice in one object')
  return value
}

const parse = (text: string, refusal: OAuthErrorCode): unknown => {
  try {
    return readJson(text)
  } catch (cause) {
    throw refuse(refusal, 'the body is not JSON', { cause })
  }
}

/** What `JSON.parse` should say, and throws what it throws: for texts whose form nobody has to judge. */
export const readJson = (text: string): unknown => {
  const value: unknown = JSON.parse(text)
  return keyWithEscape.test(text) ? readKnownJson(text) : value
}

/** The last escape of a key, its quote, its colon. */
const keyWithEscape = /\\[^][^"\\]*"[\t\n\r ]*:/

const tokens = /"[^"\\]*(?:\\[^][^"\\]*)*"|[[\]{}:,]|[^[\]{}:,"\s]+/g

/** V8 takes a key with an escape for another one that it saw before, whoever sent that: keys are read one by one. nodejs/node#63785 */
const readKnownJson = (text: string): unknown => {
  const rest = text.matchAll(tokens)
  const next = (): string => rest.next().value?.[0] ?? ''
  const readFrom = (token: string): unknown => {
    if (token === '{') return readObject()
    return token === '[' ? readArray() : JSON.parse(token)
  }
  const readArray = (): unknown => {
    const members: unknown[] = []
    for (let token = next(); token !== ']'; token = next()) if (token !== ',') members.push(readFrom(token))
    return members
  }
  const readObject = (): unknown => {
    const members: [key: string, value: unknown][] = []
    for (let token = next(); token !== '}'; token = next()) if (token !== ',') members.push(readMember(token))
    return Object.fromEntries(members)
  }
  const readMember = (key: string): [string, unknown] => {
    next()
    return [String(JSON.parse(key)), readFrom(next())]
  }
  return readFrom(next())
}

const [quote, backslash, colon] = [34, 92, 58] as const
const [openBracket, closeBracket, openBrace, closeBrace] = [91, 93, 123, 125] as const

/** How deep it is nested, and its colons outside of strings: one for each key. One pass, before anybody knows whether it is JSON. */
const shapeOf = (text: string): { readonly depth: number; readonly colons: number } => {
  let [open, depth, colons] = [0, 0, 0]
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === quote) at = endOfString(text, at + 1)
    else if (code === colon) colons += 1
    else if (code === openBrace || code === openBracket) depth = Math.max(depth, (open += 1))
    else if (code === closeBrace || code === closeBracket) open -= 1
  }
  return { depth, colons }
}

/** Where its last quote stands; the end of the text if there is none. */
const endOfString = (text: string, start: number): number => {
  let at = start
  for (let code = text.charCodeAt(at); at < text.length && code !== quote; code = text.charCodeAt(at)) {
    at += code === backslash ? 2 : 1
  }
  return at
}

/** Its depth is known to be small. */
const keysIn = (value: unknown): number => {
  if (typeof value !== 'object' || value === null) return 0
  const members: readonly unknown[] = Object.values(value)
  return members.reduce<number>((keys, member) => keys + keysIn(member), Array.isArray(value) ? 0 : members.length)
}
