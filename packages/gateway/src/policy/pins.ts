/**
 * What a server promised about its tools, and what it says now instead: a file of the data directory that the gateway writes and an operator
 * accepts in. `readTools(file)`, `acceptTools(file, names)`; a running gateway notices.
 */
import { join } from 'node:path'
import { z } from 'zod'
import { preparePrivateFolder, readPrivate, replacePrivate, type Stamp } from './private-file.ts'
import { showText } from './names.ts'
import { type Definition, type Pinned, pinDefinition } from './tool-definition.ts'

export interface KnownTool {
  readonly name: string
  /** What callers were promised. Absent: nobody has accepted this tool yet. */
  readonly pinned?: PinnedAt
  /** What the server says instead, until an operator accepts it. */
  readonly waiting?: Waiting
}

export interface PinnedAt extends Pinned {
  /** When it was seen first. ISO 8601 */
  readonly at: string
}

export interface Waiting extends PinnedAt {
  /** `confusable`: its name could be taken for another tool's. */
  readonly why: 'changed' | 'confusable'
  /** The members that changed, or the names that it looks like. */
  readonly what: readonly string[]
  /** `answer`: the server said so to a caller, and not to us. */
  readonly seenIn: 'list' | 'answer'
}

export type KnownTools = ReadonlyMap<string, KnownTool>

export const toolsFile = (dataDirectory: string, server: string): string =>
  join(dataDirectory, 'gateway', `${server}.tools.json`)

export interface ReadTools {
  readonly tools: KnownTools
  /** Which program or address they are of, as a digest; absent: nobody has said yet. */
  readonly upstream: string | undefined
  readonly stamp: Stamp
}

/** Without a file there are none. Throws Error with the reason and the cure. */
export const readToolsFile = (file: string): ReadTools => {
  preparePrivateFolder(file)
  const found = readPrivate(file)
  return found
    ? { ...parseTools(file, found.text), stamp: found.stamp }
    : { tools: new Map(), upstream: undefined, stamp: undefined }
}

export const writeToolsFile = async (file: string, { tools, upstream }: Omit<ReadTools, 'stamp'>): Promise<Stamp> => {
  const inOrder = [...tools.values()].toSorted((one, other) => (one.name < other.name ? -1 : 1))
  return await replacePrivate(file, `${JSON.stringify({ version: 1, upstream, tools: inOrder }, undefined, 2)}\n`)
}

const pinnedAt = z.strictObject({
  sha256: z.string(),
  definition: z.looseObject({ name: z.string() }),
  at: z.iso.datetime(),
})

const shape = z.strictObject({
  version: z.literal(1),
  upstream: z.string().exactOptional(),
  tools: z.array(
    z.strictObject({
      name: z.string(),
      pinned: pinnedAt.exactOptional(),
      waiting: pinnedAt
        .extend({
          why: z.enum(['changed', 'confusable']),
          what: z.array(z.string()),
          seenIn: z.enum(['list', 'answer']),
        })
        .exactOptional(),
    }),
  ),
})

const parseTools = (file: string, text: string): Omit<ReadTools, 'stamp'> => {
  const { tools, upstream } = read(file, text)
  const forged = tools.find(({ name, pinned, waiting }) => !isWhole(name, pinned) || !isWhole(name, waiting))
  if (forged) throw unusable(file, `the definition of ${showText(forged.name)} is not the one that its digest says`)
  // The digest has just proved that each definition is one of ours.
  const whole = tools as readonly (KnownTool & { readonly pinned?: { definition: Definition } })[]
  return { tools: new Map(whole.map((tool) => [tool.name, tool])), upstream }
}

const isWhole = (name: string, pinned: z.output<typeof pinnedAt> | undefined): boolean =>
  pinned === undefined ||
  (pinned.definition.name === name && pinDefinition(pinned.definition)?.sha256 === pinned.sha256)

const read = (file: string, text: string): z.output<typeof shape> => {
  try {
    return shape.parse(JSON.parse(text))
  } catch (cause) {
    throw unusable(file, 'it is no list of pinned tools', cause)
  }
}

const unusable = (file: string, reason: string, cause?: unknown): Error =>
  new Error(
    `${file}: ${reason}. Put it back from a backup; whoever deletes it accepts all tools as the server defines them now.`,
    { cause },
  )

/** What an operator sees: every tool that was ever promised, and what waits. Throws Error. */
export const readTools = (file: string): readonly KnownTool[] => [...readToolsFile(file).tools.values()]

/**
 * From now on the server is held to what waits. `all`: everything that changed; a name that looks like another's has to be named itself.
 * Returns the names. Throws Error for a tool that waits for nothing.
 */
export const acceptTools = async (file: string, names: readonly string[] | 'all'): Promise<readonly string[]> => {
  const { tools, upstream } = readToolsFile(file)
  const waiting = [...tools.values()].filter((tool) => tool.waiting !== undefined)
  const odd = names === 'all' ? undefined : names.find((name) => !waiting.some((tool) => tool.name === name))
  if (odd !== undefined) {
    const others = waiting.map(({ name }) => showText(name)).join(', ')
    throw new Error(
      `${showText(odd)} does not wait to be accepted. ${others ? `These do: ${others}.` : 'No tool does.'}`,
    )
  }
  const chosen = waiting.filter(({ name, waiting: one }) =>
    names === 'all' ? one?.why === 'changed' : names.includes(name),
  )
  if (chosen.length === 0) return []
  const next = new Map([...tools, ...chosen.map((tool) => [tool.name, accepted(tool)] as const)])
  await writeToolsFile(file, { tools: next, upstream })
  return chosen.map(({ name }) => name)
}

const accepted = ({ name, waiting, pinned }: KnownTool): KnownTool => {
  if (!waiting) return { name, ...(pinned && { pinned }) }
  const { sha256, definition, at } = waiting
  return { name, pinned: { sha256, definition, at } }
}
