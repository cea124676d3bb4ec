/**
 * What a server promised about one tool: the members that people and models read, in one canonical text, and its SHA-256. Two definitions are
 * the same exactly when their digests are. RFC 8785 in spirit: members in order, everything else as JSON.stringify writes it.
 */
import { createHash } from 'node:crypto'
import type { Tool } from '../upstream.ts'

/** Only what shapes how the tool is understood and used; a new icon is no new promise. */
const members = ['title', 'description', 'inputSchema', 'outputSchema', 'annotations'] as const

export type Member = (typeof members)[number]

/** `name` and those of the members that were said. */
export type Definition = Pick<Tool, 'name' | Member>

export interface Pinned {
  readonly sha256: string
  readonly definition: Definition
}

/** Deeper or longer than any honest tool. */
const deepest = 64
const longest = 262_144

/** `undefined`: nothing that anybody could hold the server to. */
export const pinDefinition = (
  tool: Readonly<Record<string, unknown>> & { readonly name: string },
): Pinned | undefined => {
  const said = members.filter((member) => tool[member] !== undefined)
  const definition = Object.fromEntries([
    ['name', tool.name],
    ...said.map((member) => [member, tool[member]]),
  ]) as Definition
  try {
    const text = canonicalJson(definition)
    if (text.length > longest) return undefined
    return { sha256: createHash('sha256').update(text).digest('hex'), definition }
  } catch {
    return undefined
  }
}

export type Pin = (tool: Parameters<typeof pinDefinition>[0]) => Pinned | undefined

/** Definitions, and characters of all together. */
const mostRemembered = 5000
const mostText = 16_777_216

/** The same with a memory: a list mostly says what the last one said, and every list that passes is looked at. */
export const createPin = (): Pin => {
  const last = new Map<string, { readonly text: string; readonly pinned: Pinned | undefined }>()
  let length = 0
  return (tool) => {
    const text = textOf(tool)
    const found = last.get(tool.name)
    if (text !== undefined && found?.text === text) return found.pinned
    const pinned = pinDefinition(tool)
    if (text === undefined || text.length > longest) return pinned
    length += text.length - (found?.text.length ?? 0)
    if (last.size >= mostRemembered || length > mostText) {
      last.clear()
      length = text.length
    }
    last.set(tool.name, { text, pinned })
    return pinned
  }
}

/** `undefined`: it is nested too deeply even for that. */
const textOf = (tool: object): string | undefined => {
  try {
    return JSON.stringify(tool)
  } catch {
    return undefined
  }
}

/** Throws RangeError for what is nested too deeply. */
export const canonicalJson = (value: unknown, depth = 0): string => {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  if (depth >= deepest) throw new RangeError('nested too deeply')
  if (Array.isArray(value)) return `[${value.map((one) => canonicalJson(one, depth + 1)).join(',')}]`
  const entries = Object.entries(value)
    .filter(([, one]) => one !== undefined)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
  return `{${entries.map(([name, one]) => `${JSON.stringify(name)}:${canonicalJson(one, depth + 1)}`).join(',')}}`
}

/** Which members differ. `said` only: what the second leaves out is no difference, because an older wire does not know every member. */
export const findChanges = (
  before: Definition,
  now: Definition,
  { onlySaid }: { readonly onlySaid: boolean },
): readonly Member[] =>
  members.filter((member) => {
    if (onlySaid && now[member] === undefined) return false
    return canonicalJson(before[member]) !== canonicalJson(now[member])
  })

export type Level = 'read' | 'write' | 'admin'

/** What calling it needs, by its own word. Whoever says nothing may change things; whoever says both is believed the worse. */
export const suggestLevel = ({ annotations }: Definition): Level => {
  const hints: unknown = annotations
  if (typeof hints !== 'object' || hints === null) return 'write'
  if ('destructiveHint' in hints && hints.destructiveHint === true) return 'admin'
  return 'readOnlyHint' in hints && hints.readOnlyHint === true ? 'read' : 'write'
}

export const strongest = (levels: readonly Level[]): Level =>
  levels.includes('admin') ? 'admin' : levels.includes('write') ? 'write' : 'read'
