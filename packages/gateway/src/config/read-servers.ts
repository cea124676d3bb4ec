/**
 * All servers of one file, YAML or JSON, in the shape that MCP clients keep: `mcpServers` (VS Code: `servers`), by name. Everything that is
 * wrong is said at once; what is not read, too.
 */
import { dirname } from 'node:path'
import type { ServerDefinition } from '../definition.ts'
import { foldName } from '../policy/names.ts'
import { nearest } from '@gatehouse/protocol/nearest'
import { translate, type Remark } from './foreign-members.ts'
import { parseText } from './parse-text.ts'
import { fillIn, type Elsewhere } from './place-holders.ts'
import type { Problem } from './problem.ts'
import { readServer } from './read-server.ts'
import { plainName } from './server-name.ts'

export interface ReadServers {
  /** All of them, if there is no problem. */
  readonly definitions: readonly ServerDefinition[]
  readonly problems: readonly Problem[]
  /** What is not read, and does no harm. */
  readonly warnings: readonly Problem[]
}

export interface ServersFile {
  /** Absolute: where it is, and where its relative paths start. */
  readonly path: string
  readonly text: string
  readonly environment: Elsewhere['environment']
}

export const readServers = (file: ServersFile): ReadServers => {
  const { content, mistake } = parseText(file.text)
  const group = isMapping(content) ? ['mcpServers', 'servers'].find((name) => name in content) : undefined
  const table = isMapping(content) && group !== undefined ? content[group] : undefined
  if (mistake !== undefined) return broken({ key: 'the file', source: file.path, ...unreadable(mistake) })
  if (group === undefined || !isMapping(table)) return broken(noTable(file, content))
  const read = Object.entries(table).map(([key, said]) => readOne(file, `${group}.${key}`, { key, said }))
  const problems = [...read.flatMap((one) => one.problems), ...twins(file, group, Object.keys(table))]
  const warnings = read.flatMap((one) => one.warnings)
  const definitions = read.flatMap((one) => one.definitions)
  if (problems.length === 0 && definitions.length === 0) return broken(noServer(file, group))
  return { definitions: problems.length > 0 ? [] : definitions, problems, warnings }
}

const readOne = (
  { path: source, environment }: ServersFile,
  place: string,
  { key, said }: { readonly key: string; readonly said: unknown },
): ReadServers => {
  if (!isMapping(said)) {
    return broken({
      key: place,
      source,
      reason: 'it holds no members',
      cure: 'Say where it is: command (and args), or url',
    })
  }
  const { isOff, faults, remarks, said: ours } = translate(said)
  if (isOff) return { definitions: [], problems: [], warnings: [] }
  const spelt = ({ member, ...why }: Remark): Problem => ({ key: `${place}.${member}`, source, ...why })
  const warnings = remarks.map(spelt)
  const base = dirname(source)
  const filled = fillMembers(ours, { environment, base })
  const problems = [...faults, ...filled.faults].map(spelt)
  const name = isPlain(key) ? plainName(key) : key
  const read = readServer({
    name,
    said: name === key ? filled.said : { title: key, ...filled.said },
    source,
    base,
    keyOf: (path) => [place, ...path].join('.'),
    searchPath: environment['PATH'],
  })
  if (read.definition && problems.length === 0) return { definitions: [read.definition], problems, warnings }
  return { definitions: [], problems: [...problems, ...(read.definition ? [] : read.problems)], warnings }
}

/** Other letters may look like ours: they are refused, not folded. */
const isPlain = (key: string): boolean => /^[\x20-\x7e]+$/.test(key)

/** What may stand elsewhere: how a server is reached, never what may be done there. */
const fillable = ['command', 'args', 'env', 'cwd', 'url', 'headers']

const fillMembers = (said: Readonly<Record<string, unknown>>, elsewhere: Elsewhere) => {
  const faults: Remark[] = []
  const fill = (value: unknown, member: string): unknown => {
    if (Array.isArray(value)) return value.map((one, index) => fill(one, `${member}.${index}`))
    if (isMapping(value)) return mapped(value, (one, inner) => fill(one, `${member}.${inner}`))
    if (typeof value !== 'string') return value
    const filled = fillIn(value, elsewhere)
    if ('text' in filled) return filled.text
    faults.push({ member, ...filled })
    // Not empty, so that nobody complains twice.
    return 'unknown'
  }
  return { said: mapped(said, (value, member) => (fillable.includes(member) ? fill(value, member) : value)), faults }
}

const mapped = (mapping: Readonly<Record<string, unknown>>, change: (value: unknown, member: string) => unknown) =>
  Object.fromEntries(Object.entries(mapping).map(([member, value]) => [member, change(value, member)]))

/** Names that lead to the same place, or that a person could take for one another. */
const twins = ({ path: source }: ServersFile, group: string, keys: readonly string[]): readonly Problem[] =>
  keys.flatMap((key, index) => {
    const place = plainName(key)
    const first = keys.slice(0, index).find((other) => foldName(plainName(other)) === foldName(place))
    if (first === undefined) return []
    const isSame = plainName(first) === place
    const reason = `${first} and ${key} ${isSame ? `would both be /mcp/${place}` : 'could be taken for one another'}`
    return [{ key: `${group}.${key}`, source, reason, cure: 'Rename one of them' }]
  })

const broken = (problem: Problem): ReadServers => ({ definitions: [], problems: [problem], warnings: [] })

const unreadable = (mistake: string) => ({ reason: `it is neither YAML nor JSON: ${mistake}`, cure: 'Mend it' })

const noTable = ({ path: source }: ServersFile, content: unknown): Problem => {
  const guess =
    isMapping(content) && !('mcpServers' in content)
      ? Object.keys(content).find((key) => nearest(key, ['mcpServers', 'servers']) !== undefined)
      : undefined
  const cure =
    guess === undefined
      ? 'Write `mcpServers:`, and below it each server by its name'
      : `Write mcpServers instead of ${guess}`
  return { key: 'mcpServers', source, reason: 'the file declares no servers', cure }
}

const noServer = ({ path: source }: ServersFile, key: string): Problem => ({
  key,
  source,
  reason: 'it holds no server that is switched on',
  cure: 'Name one: `notes: { url: http://localhost:3000/mcp }`',
})

const isMapping = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
