/** Which scopes an operation needs, and which of them a caller lacks: declared once, compared as whole words. RFC 6750 §3.1 */
import type { Call } from './message.ts'

/** Tool name to the scopes that calling it needs, besides those that every call needs. */
export type ToolRules = Readonly<Record<string, readonly string[]>>

/** A scope to the scopes it includes. */
export type ScopeHierarchy = Readonly<Record<string, readonly string[]>>

export interface Rules {
  /** Whether the body has to be read before anybody can decide. */
  readonly dependOnBody: boolean
  /** All scopes that these calls need together. */
  needed(calls: readonly Call[]): readonly string[]
  isGranted(needed: readonly string[], scopes: readonly string[]): boolean
}

export interface RulesNeeds {
  readonly scopes: readonly string[]
  readonly tools: ToolRules
  readonly implies: ScopeHierarchy
}

export const createRules = ({ scopes, tools, implies }: RulesNeeds): Rules => {
  // A Map, because a tool may be called `constructor`.
  const ofTool = new Map(Object.entries(tools))
  const included = new Map(Object.entries(implies))

  const expand = (granted: readonly string[]): ReadonlySet<string> => {
    const all = new Set(granted)
    // A set that grows while it is walked is walked to its end, and knows no circles.
    for (const scope of all) for (const lesser of included.get(scope) ?? []) all.add(lesser)
    return all
  }

  return {
    dependOnBody: ofTool.size > 0,
    needed(calls) {
      const called = calls.filter((call) => call.method === 'tools/call')
      return [...new Set([...scopes, ...called.flatMap((call) => ofTool.get(call.name ?? '') ?? [])])]
    },
    isGranted(needed, granted) {
      if (needed.length === 0) return true
      const all = expand(granted)
      return needed.every((scope) => all.has(scope))
    },
  }
}
