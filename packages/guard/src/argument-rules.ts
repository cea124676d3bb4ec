/** What a call needs because of what it says: conditions on the arguments of a tool, as data. */

/** All that are said must hold. A missing argument fits none of them, but `present: false`. */
export interface Condition {
  readonly equals?: string | number | boolean
  readonly oneOf?: readonly (string | number | boolean)[]
  readonly startsWith?: string
  readonly matches?: RegExp
  readonly present?: boolean
}

/**
 * `{ argument: 'path', unless: { startsWith: 'public/' }, scopes: ['files:private'] }`
 * `unless` is the safe way round: whatever is missing, misspelt or of another type needs the scopes.
 */
export type ArgumentRule = {
  /** Its name; dots lead into objects: `options.force`. */
  readonly argument: string
  readonly scopes: readonly string[]
} & ({ readonly when: Condition } | { readonly unless: Condition })

export const scopesByArguments = (rules: readonly ArgumentRule[], given: unknown): readonly string[] =>
  rules.flatMap((rule) => {
    const value = find(given, rule.argument.split('.'))
    const applies = 'when' in rule ? fits(value, rule.when) : !fits(value, rule.unless)
    return applies ? rule.scopes : []
  })

const find = (value: unknown, [name, ...rest]: readonly string[]): unknown => {
  if (name === undefined) return value
  const isRecord = typeof value === 'object' && value !== null && !Array.isArray(value)
  return isRecord && Object.hasOwn(value, name)
    ? find(Object.entries(value).find(([key]) => key === name)?.[1], rest)
    : undefined
}

const fits = (value: unknown, { equals, oneOf, startsWith, matches, present }: Condition): boolean => {
  if (present !== undefined && present !== (value !== undefined)) return false
  if (equals !== undefined && value !== equals) return false
  if (oneOf !== undefined && !oneOf.some((one) => one === value)) return false
  if (startsWith !== undefined && !(typeof value === 'string' && value.startsWith(startsWith))) return false
  return matches === undefined || (typeof value === 'string' && isMatch(matches, value))
}

/** A pattern with `g` or `y` remembers where it was: each question is a new one. */
const isMatch = (pattern: RegExp, value: string): boolean => value.search(pattern) >= 0
