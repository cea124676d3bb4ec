/** What the three sources say: flat lists of key, value and where it was said. Unknown names are problems, not silence. */
import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { LineCounter, parseDocument } from 'yaml'
import { ConfigError, type ConfigProblem } from './config-error.ts'
import { nearest } from '@gatehouse/protocol/nearest'
import { options, type NamedOption } from './options.ts'

export interface Said {
  readonly option: NamedOption
  readonly value: unknown
  /** `gatehouse.yaml`, `GATEHOUSE_PORT`, `--port`. */
  readonly source: string
  /** Relative paths start here. */
  readonly base: string
}

export interface Heard {
  readonly said: readonly Said[]
  readonly problems: readonly ConfigProblem[]
}

const usualFile = 'gatehouse.yaml'

/** Reads YAML, and so JSON. A file that nobody named may be absent. */
export const hearFile = (named: string | undefined, workingDirectory: string): Heard => {
  const path = resolve(workingDirectory, named ?? usualFile)
  const text = readText(path, named !== undefined)
  if (text === undefined) return { said: [], problems: [] }
  const lineCounter = new LineCounter()
  const document = parseDocument(text, { lineCounter, prettyErrors: true })
  const [mistake] = document.errors
  if (mistake) throw unreadable(path, `is neither YAML nor JSON: ${mistake.message.split(/:?\n/)[0] ?? ''}`)
  const content: unknown = document.toJS({ maxAliasCount: 100 })
  if (content === null) return { said: [], problems: [] }
  if (!isMapping(content)) throw unreadable(path, 'holds no `key: value` lines')
  return walk(content, '', { source: path, base: dirname(path) })
}

type Place = Pick<Said, 'source' | 'base'>

const walk = (content: Readonly<Record<string, unknown>>, prefix: string, place: Place): Heard => {
  const heard = Object.entries(content).map(([name, value]): Heard => {
    const key = prefix + name
    const option = options.find((candidate) => candidate.key === key)
    if (option) return { said: [{ option, value, ...place }], problems: [] }
    const isGroup = options.some((candidate) => candidate.key.startsWith(`${key}.`))
    if (isGroup && isMapping(value)) return walk(value, `${key}.`, place)
    if (isGroup && value === null) return { said: [], problems: [] }
    return { said: [], problems: [isGroup ? noGroup(key, place) : unknownKey(key, place)] }
  })
  return { said: heard.flatMap(({ said }) => said), problems: heard.flatMap(({ problems }) => problems) }
}

const isMapping = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Variables that are ours but no option: where the file is. */
export const fileVariable = 'GATEHOUSE_CONFIG'

export const hearEnvironment = (
  environment: Readonly<Record<string, string | undefined>>,
  workingDirectory: string,
): Heard => {
  const said = options.flatMap((option) => {
    const source = option.variables.find((name) => isSaid(environment[name]))
    const value = source === undefined ? undefined : environment[source]
    if (source === undefined || value === undefined) return []
    return [{ option, value: option.kind.fromText(value), source, base: workingDirectory }]
  })
  const known = [fileVariable, ...options.flatMap(({ variables }) => variables)]
  const unknown = Object.entries(environment).filter(
    ([name, value]) => name.startsWith('GATEHOUSE_') && !known.includes(name) && isSaid(value) && !isServiceLink(name),
  )
  return { said, problems: unknown.map(([name]) => unknownVariable(name, known)) }
}

/** Kubernetes gives every pod such variables about a service called `gatehouse`; GATEHOUSE_PORT=tcp://... is one of them. */
const isServiceLink = (name: string): boolean => /^GATEHOUSE_(?:SERVICE_|PORT_\d+_)/.test(name)

const isSaid = (value: string | undefined): value is string =>
  value !== undefined && value.trim() !== '' && !value.startsWith('tcp://')

/** Flags by their key: `{ 'lifetimes.code': '2m' }`. The command's own parser has refused unknown ones. */
export const hearFlags = (flags: Readonly<Record<string, string>>, workingDirectory: string): Heard => ({
  said: options.flatMap((option) => {
    const value = flags[option.key]
    if (value === undefined || option.flag === undefined) return []
    return [{ option, value: option.kind.fromText(value), source: option.flag, base: workingDirectory }]
  }),
  problems: [],
})

const readText = (path: string, isNamed: boolean): string | undefined => {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ENOENT' && !isNamed) return undefined
    throw unreadable(path, code === 'ENOENT' ? 'does not exist' : `cannot be read (${String(code)})`)
  }
}

const unreadable = (path: string, reason: string): ConfigError =>
  new ConfigError([
    {
      key: 'configuration file',
      source: path,
      reason,
      cure: `Mend it, or name another with --config or ${fileVariable}`,
    },
  ])

const meant = (guess: string | undefined, otherwise: string): string => (guess ? `Did you mean ${guess}?` : otherwise)

const unknownKey = (key: string, { source }: Place): ConfigProblem => ({
  key,
  source,
  reason: 'there is no such option',
  cure: meant(
    nearest(
      key,
      options.map((option) => option.key),
    ),
    'Remove it; docs/reference/configuration.md lists all options',
  ),
})

const noGroup = (key: string, { source }: Place): ConfigProblem => ({
  key,
  source,
  reason: 'it holds options, it is none itself',
  cure: `Indent its options below \`${key}:\``,
})

const unknownVariable = (name: string, known: readonly string[]): ConfigProblem => ({
  key: name,
  source: 'environment',
  reason: 'there is no such option',
  cure: meant(nearest(name, known), `Unset it; docs/reference/configuration.md lists all options`),
})
