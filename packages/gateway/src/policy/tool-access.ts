/** What each tool and method of one server needs: the operator's word first, then what the server suggested, and the strictest for what nobody knows. */
import { type ArgumentRule, type Call, scopesByArguments } from '@gatehouse/guard/gate'
import type { PolicyDefinition, ToolPolicy } from '../definition.ts'
import { isWithheld } from './judge-tools.ts'
import { hidesInName } from './names.ts'
import { matchAny, matchPattern } from './patterns.ts'
import type { KnownTool, KnownTools } from './pins.ts'
import type { ScopeNames } from './policy-scopes.ts'
import { type Level, strongest, suggestLevel } from './tool-definition.ts'

/** Why a tool is where it is, and what it needs there. */
export interface Access {
  readonly state: 'offered' | 'unknown' | 'denied' | 'changed' | 'confusable' | 'hidden'
  readonly scopes: readonly string[]
  readonly arguments: readonly ArgumentRule[]
  /** `rule`: the operator says so; `annotation`: the server does; `silence`: the server says nothing about it; `unknown`: nobody does. */
  readonly why: 'rule' | 'annotation' | 'silence' | 'unknown'
}

export interface ToolAccess {
  readonly of: (tool: string) => Access
  readonly isOffered: (tool: string) => boolean
  readonly scopesOf: (call: Call) => readonly string[]
}

export const createToolAccess = (
  definition: PolicyDefinition,
  names: ScopeNames,
  known: () => KnownTools,
): ToolAccess => {
  const withholds = definition.onToolChange === 'withhold'
  const isAllowed = definition.allow ? matchAny(definition.allow) : () => true
  const isDenied = matchAny(definition.deny.map(plainOf))
  const isOffered = (tool: string): boolean => isAllowed(tool) && !isDenied(plainOf(tool))
  const ruleOf = findRules(definition.tools)

  const stateOf = (tool: string, found: KnownTool | undefined): Access['state'] => {
    if (!isOffered(tool)) return 'denied'
    if (hidesInName(tool)) return 'hidden'
    if (!found) return 'unknown'
    return isWithheld(found, withholds) ? (found.waiting?.why ?? 'unknown') : 'offered'
  }

  const judge = (tool: string): Access => {
    const found = known().get(tool)
    const rule = ruleOf(tool)
    const suggested = { scopes: [names[levelOf(found)]], why: whyOf(found) }
    const { scopes, why } = rule?.scopes ? { scopes: rule.scopes, why: 'rule' as const } : suggested
    return { state: stateOf(tool, found), scopes, why, arguments: rule?.arguments ?? [] }
  }

  // Asked several times for each call; what is known is another map as soon as anything in it is another.
  let judged: { readonly known: KnownTools; readonly all: Map<string, Access> } = { known: known(), all: new Map() }
  const of = (tool: string): Access => {
    if (judged.known !== known()) judged = { known: known(), all: new Map() }
    const access = judged.all.get(tool) ?? judge(tool)
    // Names that a caller made up are not remembered.
    if (judged.known.has(tool)) judged.all.set(tool, access)
    return access
  }

  return {
    of,
    isOffered,
    scopesOf({ method, name = '', arguments: given }) {
      if (method !== 'tools/call') return scopesOfMethod(method, names)
      const { state, scopes, arguments: rules } = of(name)
      // Whoever is refused in any case is not sent to ask for more.
      if (state !== 'offered' && state !== 'unknown') return []
      return [...scopes, ...scopesByArguments(rules, given)]
    },
  }
}

/** A server may take `Erase `, `ERASE` or letters of full width for `erase`: what is kept from everybody is kept under all of these. */
const plainOf = (name: string): string => name.normalize('NFKC').trim().toLowerCase()

/** The rule of this name, or the first pattern that fits. */
const findRules = (tools: PolicyDefinition['tools']): ((tool: string) => ToolPolicy | undefined) => {
  const exact = new Map(Object.entries(tools))
  const patterns = Object.entries(tools)
    .filter(([pattern]) => pattern.includes('*'))
    .map(([pattern, rule]) => ({ matches: matchPattern(pattern), rule }))
  return (tool) => exact.get(tool) ?? patterns.find(({ matches }) => matches(tool))?.rule
}

/** A definition that nobody has accepted can make it stricter, never weaker. */
const levelOf = (found: KnownTool | undefined): Level => {
  if (!found?.pinned) return 'admin'
  const definitions = [found.pinned, ...(found.waiting ? [found.waiting] : [])]
  return strongest(definitions.map(({ definition }) => suggestLevel(definition)))
}

const whyOf = (found: KnownTool | undefined): Access['why'] => {
  if (!found?.pinned) return 'unknown'
  const hints: unknown = found.pinned.definition.annotations
  const isSaid = typeof hints === 'object' && hints !== null && ('readOnlyHint' in hints || 'destructiveHint' in hints)
  return isSaid ? 'annotation' : 'silence'
}

/** What is said before anything is done, and notes that nobody answers. */
const harmless: ReadonlySet<string> = new Set(['initialize', 'server/discover', 'ping', 'tools/list'])

/** Families that only look. */
const reading = ['resources/', 'prompts/', 'completion/', 'logging/', 'subscriptions/', 'tasks/']

const scopesOfMethod = (method: string, { read, write }: ScopeNames): readonly string[] => {
  if (harmless.has(method) || method.startsWith('notifications/')) return []
  if (method === 'tasks/cancel' || method === 'tasks/update') return [write]
  return [reading.some((family) => method.startsWith(family)) ? read : write]
}
