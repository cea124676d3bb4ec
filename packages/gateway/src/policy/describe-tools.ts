/** The tools of one server for people: a table for a terminal, and names for the page that asks for approval. */
import type { KnownTools } from './pins.ts'
import type { ScopeNames } from './policy-scopes.ts'
import { showText } from './names.ts'
import type { Access, ToolAccess } from './tool-access.ts'
import type { Level } from './tool-definition.ts'

export interface DescribedTool {
  /** Fit to be shown. */
  readonly tool: string
  /** All that are needed; empty: being known is enough. */
  readonly scopes: readonly string[]
  /** Some calls need more, by what they say. */
  readonly hasArgumentRules: boolean
  readonly why: Access['why']
  /** `gone`: promised before, and no longer listed. */
  readonly state: Access['state'] | 'gone'
}

export interface ToolGrounds {
  readonly known: KnownTools
  readonly access: ToolAccess
  /** As the server listed them last; `undefined`: nobody could ask yet. */
  readonly listed: readonly string[] | undefined
}

export const describeTools = ({ known, access, listed }: ToolGrounds): readonly DescribedTool[] => {
  const present = new Set(listed ?? known.keys())
  return [...new Set([...present, ...known.keys()])].map((name) => {
    const { state, scopes, why, arguments: rules } = access.of(name)
    const isGone = !present.has(name) && state === 'offered'
    return {
      tool: showText(name),
      scopes,
      hasArgumentRules: rules.length > 0,
      why,
      state: isGone ? 'gone' : state,
    }
  })
}

/** What the tools that may be called now are called, by the scope of this server that each needs. */
export const labelTools = (
  { known, access, listed }: ToolGrounds,
  names: ScopeNames,
): Readonly<Record<Level, readonly string[]>> => {
  const tools = (listed ?? [...known.keys()])
    .map((name) => ({ name, definition: known.get(name)?.pinned?.definition, ...access.of(name) }))
    .filter(({ state }) => state === 'offered')
  const labelsOf = (scope: string): readonly string[] =>
    tools.filter(({ scopes }) => scopes.includes(scope)).map(({ name, definition }) => titleOf(definition) ?? name)
  return { read: labelsOf(names.read), write: labelsOf(names.write), admin: labelsOf(names.admin) }
}

/** Servers say it in one of two places, and may say anything there. MCP "Tool" */
const titleOf = (
  definition: { readonly title?: unknown; readonly annotations?: unknown } | undefined,
): string | undefined => {
  const { title, annotations } = definition ?? {}
  if (typeof title === 'string' && title.trim() !== '') return title
  const hinted = typeof annotations === 'object' && annotations !== null && 'title' in annotations && annotations.title
  return typeof hinted === 'string' && hinted.trim() !== '' ? hinted : undefined
}
