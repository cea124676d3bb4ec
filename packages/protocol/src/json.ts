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
  if (isNestedDeeper(text, maxDepth)) throw refuse(refusal, `the JSON is nested more than ${maxDepth} deep`)
  const value = parse(text, refusal)
  if (repeatsKey(text)) throw refuse(refusal, 'the JSON has a key twice in one object')
  return value
}

const parse = (text: string, refusal: OAuthErrorCode): unknown => {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw refuse(refusal, 'the body is not JSON', { cause })
  }
}

/** Strings whole (an open one to the end), and every mark that shapes the text. */
const marks = /"[^"\\]*(?:\\[^][^"\\]*)*(?:"|\\?$)|[[\]{}:,]/g

const isNestedDeeper = (text: string, maxDepth: number): boolean => {
  let depth = 0
  for (const [mark] of text.matchAll(marks)) {
    if (mark === '{' || mark === '[') depth += 1
    if (mark === '}' || mark === ']') depth -= 1
    if (depth > maxDepth) return true
  }
  return false
}

/** The text is known to be JSON: a string is a key exactly if a colon follows it. */
const repeatsKey = (text: string): boolean => {
  const open: Set<unknown>[] = []
  let last = ''
  for (const [mark] of text.matchAll(marks)) {
    if (mark === '{' || mark === '[') open.push(new Set())
    if (mark === '}' || mark === ']') open.pop()
    if (mark === ':' && !isNew(open.at(-1), last)) return true
    last = mark
  }
  return false
}

/** Compared decoded: a key and its spelling with escapes are one. */
const isNew = (keys: Set<unknown> | undefined, literal: string): boolean => {
  const key: unknown = JSON.parse(literal)
  const isKnown = keys?.has(key) ?? false
  keys?.add(key)
  return !isKnown
}
