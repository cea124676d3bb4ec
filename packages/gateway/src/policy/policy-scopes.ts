/** The scopes of one server: which there are, which include which, and what people read when they are asked. */
import { cleanDisplayText } from '@gatehouse/protocol/display-text'
import type { PolicyDefinition } from '../definition.ts'
import type { Level } from './tool-definition.ts'

export interface PolicyScope {
  readonly name: string
  readonly description: string
  readonly implies: readonly string[]
  /** Not asked from the start, so never listed in public: some clients ask for everything that is. */
  readonly isPrivileged: boolean
}

export type ScopeNames = Readonly<Record<Level, string>>

export const scopeNamesOf = (server: string): ScopeNames => ({
  read: `${server}:read`,
  write: `${server}:write`,
  admin: `${server}:admin`,
})

export const impliesOf = ({ read, write, admin }: ScopeNames) => ({ [admin]: [write], [write]: [read] })

/** What is needed for every call is asked from the start: without it nothing works. */
export const defaultScopesOf = (definition: PolicyDefinition, { read, write }: ScopeNames): readonly string[] => [
  ...new Set([...definition.required, ...(definition.defaultScopes ?? [read, write])]),
]

export interface Wording {
  readonly title: string
  readonly definition: PolicyDefinition
  /** By level, what its tools are called; empty while nobody knows them. */
  readonly labels: Readonly<Record<Level, readonly string[]>>
}

export const describeScopes = (names: ScopeNames, { title, definition, labels }: Wording): readonly PolicyScope[] => {
  const implied: Readonly<Record<string, readonly string[]>> = impliesOf(names)
  const standing = new Set(defaultScopesOf(definition, names))
  // A set that grows while it is walked is walked to its end.
  for (const scope of standing) for (const lesser of implied[scope] ?? []) standing.add(lesser)
  const words = usualWords(title)
  const described = (['read', 'write', 'admin'] as const).map((level) => ({
    name: names[level],
    description: `${definition.scopes[names[level]] ?? words[level]}${examples(labels[level])}`,
    implies: implied[names[level]] ?? [],
    isPrivileged: !standing.has(names[level]),
  }))
  const further = Object.entries(definition.scopes).filter(([name]) => !Object.values(names).includes(name))
  return [
    ...described,
    ...further.map(([name, description]) => ({
      name,
      description,
      implies: [],
      isPrivileged: !standing.has(name),
    })),
  ]
}

const usualWords = (title: string): Readonly<Record<Level, string>> => ({
  read: `Look things up with ${title}, without changing anything`,
  write: `Change and add things with ${title}`,
  admin: `Overwrite and delete things with ${title}`,
})

const mostExamples = 4
const longestExample = 40

/** The server's own words stand in quotes: who reads them sees that somebody else wrote them. */
const examples = (labels: readonly string[]): string => {
  const shown = labels.map((label) => cleanDisplayText(label.replace(/[“”"«»„]/g, ''), longestExample)).filter(Boolean)
  if (shown.length === 0) return ''
  const first = shown.slice(0, mostExamples).map((label) => `“${label}”`)
  const others = shown.length - first.length
  return `: ${first.join(', ')}${others > 0 ? ` and ${others} more` : ''}`
}
