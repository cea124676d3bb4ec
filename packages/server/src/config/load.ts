/** File < environment < flags in, one frozen Config out. Everything that is wrong is said at once, before anything listens. */
import { homedir } from 'node:os'
import { ConfigError } from './config-error.ts'
import { usualDataDirectory } from './data-directory.ts'
import { options } from './options.ts'
import { contradictions } from './rules.ts'
import { fileVariable, hearEnvironment, hearFile, hearFlags } from './said.ts'
import type { Settings } from './schema.ts'
import { nested, valueOf } from './values.ts'

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
  const config = filledIn(nested(values) as unknown as Settings, environment)
  const sourceOf = (key: string) => said.findLast(({ option }) => option.key === key)?.source ?? 'default'
  const broken = new Set(values.filter(({ problems }) => problems.length > 0).map(({ key }) => groupOf(key)))
  const problems = [
    ...heard.flatMap((one) => one.problems),
    ...values.flatMap((value) => value.problems),
    ...contradictions(config, sourceOf).filter(
      ({ key }) => !broken.has(groupOf(key)) && !(key === 'host' && broken.has('publicUrl')),
    ),
  ]
  if (problems.length > 0) throw new ConfigError(problems)
  return frozen(config)
}

const groupOf = (key: string): string | undefined => key.split('.')[0]

/** The same configuration on the port that the operating system chose. */
export const atPort = (config: Config, port: number): Config =>
  config.port === port
    ? config
    : frozen({
        ...config,
        port,
        publicUrl: config.publicUrl === localUrl(config) ? localUrl({ ...config, port }) : config.publicUrl,
      })

const localUrl = ({ port, tls }: Pick<Settings, 'port' | 'tls'>): string =>
  `${tls.cert === undefined ? 'http' : 'https'}://localhost:${port}`

const filledIn = (settings: Settings, environment: Sources['environment']): Config => ({
  ...settings,
  publicUrl: settings.publicUrl ?? localUrl(settings),
  dataDir: settings.dataDir ?? usualDataDirectory(process.platform, environment, homedir()),
})

const frozen = <Whole>(value: Whole): Whole => {
  if (typeof value === 'object' && value !== null) {
    Object.values(value).forEach(frozen)
    Object.freeze(value)
  }
  return value
}
