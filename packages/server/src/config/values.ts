/** From what was said about an option to its value, or to what is wrong with it. */
import type { ConfigProblem } from './config-error.ts'
import { resolved } from './kinds.ts'
import type { NamedOption } from './options.ts'
import type { Said } from './said.ts'

export interface Value {
  readonly key: string
  readonly value: unknown
  readonly problems: readonly ConfigProblem[]
}

/** A broken one counts as unsaid, so that the others can still be looked at. */
export const valueOf = (option: NamedOption, said: readonly Said[]): Value => {
  const { key, kind } = option
  const last = said.findLast((one) => one.option.key === key)
  if (last === undefined) return { key, value: fallbackOf(option), problems: [] }
  const parsed = kind.schema.safeParse(last.value)
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => problemWith(option, last, issue))
    return { key, value: fallbackOf(option), problems }
  }
  const isPath = kind.isPath && typeof parsed.data === 'string'
  return { key, value: isPath ? resolved(last.base, String(parsed.data)) : parsed.data, problems: [] }
}

const fallbackOf = ({ fallback, kind }: NamedOption): unknown =>
  fallback === undefined ? undefined : kind.schema.parse(fallback)

interface Issue {
  readonly path: readonly PropertyKey[]
  readonly message: string
}

const problemWith = (option: NamedOption, { value: wrong, source }: Said, { path, message }: Issue): ConfigProblem => {
  const value = option.isSecret || path.length > 0 ? 'the value' : `the value ${shown(wrong)}`
  return {
    key: [option.key, ...path.map(String)].join('.'),
    source,
    reason: `${value} ${message}`,
    cure: cureFor(option, source),
  }
}

const shown = (value: unknown): string => JSON.stringify(value)?.slice(0, 80) ?? String(value)

/** The option as this source would say it right. */
const cureFor = (option: NamedOption, source: string): string => {
  const example = option.example ?? option.fallback
  if (option.isSecret || example === undefined || (Array.isArray(example) && example.length === 0)) {
    return `See ${option.key} in docs/reference/configuration.md`
  }
  const asText = [example].flat().join(',')
  if (option.variables.includes(source)) return `Write for example ${source}=${asText}`
  if (option.flag === source) return `Write for example ${source} ${asText}`
  return `Write for example \`${option.key}: ${Array.isArray(example) ? `[${asText}]` : asText}\``
}

/** Dotted keys become groups. */
export const nested = (values: readonly Value[]): Record<string, unknown> => {
  const root: Record<string, unknown> = {}
  for (const { key, value } of values) {
    const groups = key.split('.')
    const name = groups.pop() ?? key
    const group = groups.reduce((parent, step) => (parent[step] ??= {}) as Record<string, unknown>, root)
    group[name] = value
  }
  return root
}
