/** File < environment < flags in, one frozen Config out. Everything that is wrong is said at once, before anything listens. */
import { homedir } from 'node:os'
import { ConfigError, type ConfigProblem } from './config-error.ts'
import { usualDataDirectory } from './data-directory.ts'
import { resolved } from './kinds.ts'
import { options, type NamedOption } from './options.ts'
import { contradictions } from './rules.ts'
import { fileVariable, hearEnvironment, hearFile, hearFlags, type Said } from './said.ts'
import type { Settings } from './schema.ts'

/** The settings with nothing left open. */
export interface Config extends Omit<Settings, 'publicUrl' | 'dataDir'> {
  /** Byte for byte the issuer. */
  readonly publicUrl: string
  /** An absolute path. */
  readonly dataDir: string
}

export interface Sources {
  /** By key, as typed: `{ port: '8080' }`. */
  readonly flags?: Readonly<Record<string, string>>
  /** The file of `--config`. */
  readonly file?: string | undefined
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly workingDirectory: string
}

/** Throws ConfigError with every problem there is. */
export const loadConfig = ({ flags = {}, file, environment, workingDirectory }: Sources): Config => {
  const heard = [
    hearFile(file ?? (environment[fileVariable] || undefined), workingDirectory),
    hearEnvironment(environment, workingDirectory),
    hearFlags(flags, workingDirectory),
  ]
  const said = heard.flatMap((one) => one.said)
  const values = options.map((option) => valueOf(option, said))
  const problems = [...heard.flatMap((one) => one.problems), ...values.flatMap((value) => value.problems)]
  if (problems.length > 0) throw new ConfigError(problems)
  const settings = nested(values) as unknown as Settings
  const config = filledIn(settings, environment)
  const wrong = contradictions(config, (key) => said.findLast(({ option }) => option.key === key)?.source ?? 'default')
  if (wrong.length > 0) throw new ConfigError(wrong)
  return frozen(config)
}

/** The same configuration on the port that the operating system chose. */
export const atPort = (config: Config, port: number): Config =>
  config.port === port
    ? config
    : frozen({
        ...config,
        port,
        publicUrl: config.publicUrl === localUrl(config.port) ? localUrl(port) : config.publicUrl,
      })

const localUrl = (port: number): string => `http://localhost:${port}`

const filledIn = (settings: Settings, environment: Sources['environment']): Config => ({
  ...settings,
  publicUrl: settings.publicUrl ?? localUrl(settings.port),
  dataDir: settings.dataDir ?? usualDataDirectory(process.platform, environment, homedir()),
})

interface Value {
  readonly key: string
  readonly value: unknown
  readonly problems: readonly ConfigProblem[]
}

const valueOf = (option: NamedOption, said: readonly Said[]): Value => {
  const { key, kind } = option
  const last = said.findLast((one) => one.option.key === key)
  if (last === undefined && option.fallback === undefined) return { key, value: undefined, problems: [] }
  const parsed = kind.schema.safeParse(last === undefined ? option.fallback : last.value)
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => problemWith(option, last, issue))
    return { key, value: undefined, problems }
  }
  const isPath = kind.isPath && last !== undefined && typeof parsed.data === 'string'
  return { key, value: isPath ? resolved(last.base, String(parsed.data)) : parsed.data, problems: [] }
}

interface Issue {
  readonly path: readonly PropertyKey[]
  readonly message: string
}

const problemWith = (option: NamedOption, said: Said | undefined, { path, message }: Issue): ConfigProblem => {
  const value = option.isSecret || path.length > 0 ? 'the value' : `the value ${shown(said?.value)}`
  return {
    key: [option.key, ...path.map(String)].join('.'),
    source: said?.source ?? 'default',
    reason: `${value} ${message}`,
    cure: cureFor(option, said?.source ?? ''),
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

const nested = (values: readonly Value[]): Record<string, unknown> => {
  const root: Record<string, unknown> = {}
  for (const { key, value } of values) {
    const groups = key.split('.')
    const name = groups.pop() ?? key
    const group = groups.reduce((parent, step) => (parent[step] ??= {}) as Record<string, unknown>, root)
    group[name] = value
  }
  return root
}

const frozen = <Whole>(value: Whole): Whole => {
  if (typeof value === 'object' && value !== null) {
    Object.values(value).forEach(frozen)
    Object.freeze(value)
  }
  return value
}
