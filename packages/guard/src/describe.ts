/** The rules as a table that people can read: what is asked for what. Made from the same data as the decisions. */
import type { ArgumentRule, Condition } from './argument-rules.ts'
import type { RulesNeeds, ToolRule } from './rules.ts'

export interface DescribedRule {
  /** `every call`, `tools/call write_file`, `resources/read`. */
  readonly what: string
  /** In words, if it depends on what the call says. */
  readonly where?: string
  readonly scopes: readonly string[]
  /** Nobody has to sign in. */
  readonly isOpen: boolean
}

export const describeRules = ({
  scopes,
  tools,
  methods,
  mode,
  anonymousTools,
}: RulesNeeds): readonly DescribedRule[] => {
  const all = [...new Set(scopes)]
  const besides = (own: readonly string[] = []) => [...new Set([...all, ...own])]
  return [
    { what: 'every call', scopes: mode === 'disabled' ? [] : all, isOpen: mode !== 'required' },
    ...Object.entries(methods).map(([what, own]) => ({ what, scopes: besides(own), isOpen: false })),
    ...Object.entries(tools).flatMap(([name, rule]) => describeTool(name, rule, besides)),
    ...anonymousTools.map((name) => ({ what: `tools/call ${name}`, scopes: [], isOpen: true })),
  ]
}

const describeTool = (
  name: string,
  rule: readonly string[] | ToolRule,
  besides: (own?: readonly string[]) => readonly string[],
): readonly DescribedRule[] => {
  const what = name === '*' ? 'tools/call of any other tool' : `tools/call ${name}`
  const { scopes = [], arguments: byArguments = [] }: ToolRule = 'length' in rule ? { scopes: rule } : rule
  return [
    { what, scopes: besides(scopes), isOpen: false },
    ...byArguments.map((one) => ({
      what,
      where: inWords(one),
      scopes: besides([...scopes, ...one.scopes]),
      isOpen: false,
    })),
  ]
}

const inWords = (rule: ArgumentRule): string =>
  'when' in rule ? `when ${rule.argument} ${fitting(rule.when)}` : `unless ${rule.argument} ${fitting(rule.unless)}`

const fitting = (condition: Condition): string =>
  Object.entries(condition)
    .map(([name, value]) => words[name]?.(value) ?? name)
    .join(' and ')

const quoted = (value: unknown): string => (value instanceof RegExp ? String(value) : JSON.stringify(value))

const words: Readonly<Record<string, (value: unknown) => string>> = {
  equals: (value) => `is ${quoted(value)}`,
  oneOf: (value) => `is one of ${quoted(value)}`,
  startsWith: (value) => `starts with ${quoted(value)}`,
  matches: (value) => `matches ${quoted(value)}`,
  present: (value) => (value === true ? 'is said' : 'is not said'),
}

/** As lines of text, for a terminal or a page of documentation. */
export const toTable = (rules: readonly DescribedRule[]): string => {
  const rows = rules.map(({ what, where, scopes, isOpen }) => [
    where === undefined ? what : `${what}, ${where}`,
    scopes.length > 0 ? scopes.join(' ') : isOpen ? 'nothing: open to all' : 'to be known',
  ])
  const width = Math.max(...rows.map(([first = '']) => first.length))
  return rows.map(([first = '', second = '']) => `${first.padEnd(width)}  ${second}`).join('\n')
}
