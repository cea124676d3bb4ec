/** Which scopes an operation needs, and which of them a caller lacks: declared once, compared as whole words. RFC 6750 §3.1 */
import { type ArgumentRule, scopesByArguments } from './argument-rules.ts'
import type { Call } from './message.ts'

export interface ToolRule {
  /** Needed besides those that every call needs. */
  readonly scopes?: readonly string[]
  /** Further ones, by what the call says. */
  readonly arguments?: readonly ArgumentRule[]
}

/** Tool name to what calling it needs. `*`: every tool without an entry of its own. */
export type ToolRules = Readonly<Record<string, readonly string[] | ToolRule>>

/** JSON-RPC method to the scopes that it needs besides those that every call needs. */
export type MethodRules = Readonly<Record<string, readonly string[]>>

/** A scope to the scopes it includes. */
export type ScopeHierarchy = Readonly<Record<string, readonly string[]>>

export interface Rules {
  /** Whether the body has to be read before anybody can decide. */
  readonly dependOnBody: boolean
  /** Whatever has to be found out before these calls can be judged: then the judgement waits for it, and a rejection refuses them. */
  readonly prepare?: (calls: readonly Call[]) => Promise<void> | undefined
  /** All scopes that these calls need together. */
  needed(calls: readonly Call[]): readonly string[]
  /** Whether everything that this call needs is known from its method and name. */
  isKnownByName(call: Call): boolean
  isGranted(needed: readonly string[], scopes: readonly string[]): boolean
  /** Whether a tool stands in the list of somebody with these scopes, or of somebody unknown. What depends on arguments hides nothing: some call may pass. */
  isListed(tool: string, granted: readonly string[] | undefined): boolean
  /** Whether somebody who is not known may do this. */
  isOpen(calls: readonly Call[]): boolean
}

export interface RulesNeeds {
  readonly scopes: readonly string[]
  readonly tools: ToolRules
  readonly methods: MethodRules
  readonly implies: ScopeHierarchy
  readonly mode: Mode
  readonly anonymousTools: readonly string[]
  /** Lists of tools show each caller what they may call. */
  readonly filterTools: boolean
}

/**
 * `required`: everybody must be known. `optional`: who sends no token passes as nobody, but not where a rule asks for a scope.
 * `disabled`: nobody is asked.
 */
export type Mode = 'required' | 'optional' | 'disabled'

export const createRules = (needs: RulesNeeds): Rules => {
  const { scopes, implies, mode } = needs
  // Maps, because a tool may be called `constructor`.
  const ofTool = new Map(Object.entries(needs.tools).map(([name, rule]) => [name, asRule(rule)]))
  const ofMethod = new Map(Object.entries(needs.methods))
  const anonymous = new Set(needs.anonymousTools)
  const included = new Map(Object.entries(implies))

  const ruleOf = ({ name = '' }: Call): ToolRule => ofTool.get(name) ?? ofTool.get('*') ?? {}
  const byName = (call: Call): readonly string[] => {
    const own = ofMethod.get(call.method) ?? []
    return call.method === 'tools/call' ? [...own, ...(ruleOf(call).scopes ?? [])] : own
  }
  const special = (call: Call): readonly string[] => {
    if (call.method !== 'tools/call') return byName(call)
    return [...byName(call), ...scopesByArguments(ruleOf(call).arguments ?? [], call.arguments)]
  }
  const isOpenCall = (call: Call, scopesOf = special): boolean => {
    if (mode === 'optional') return scopesOf(call).length === 0 || anonymous.has(call.name ?? '')
    if (call.method === 'tools/call') return anonymous.has(call.name ?? '')
    return call.method.startsWith('notifications/') || beforeAnyTool.has(call.method)
  }
  const expand = (granted: readonly string[]): ReadonlySet<string> => {
    const all = new Set(granted)
    // A set that grows while it is walked is walked to its end, and knows no circles.
    for (const scope of all) for (const lesser of included.get(scope) ?? []) all.add(lesser)
    return all
  }

  const isGranted = (needed: readonly string[], granted: readonly string[]): boolean => {
    if (needed.length === 0) return true
    const all = expand(granted)
    return needed.every((scope) => all.has(scope))
  }

  return {
    dependOnBody: needs.filterTools || ofTool.size > 0 || ofMethod.size > 0 || anonymous.size > 0,
    needed(calls) {
      // Being known must not close what is open to everybody.
      if (anonymous.size > 0 && calls.every((call) => isOpenCall(call))) return []
      return [...new Set([...scopes, ...calls.flatMap(special)])]
    },
    isKnownByName: (call) => ruleOf(call).arguments === undefined,
    isGranted,
    isListed(tool, granted) {
      const call = { method: 'tools/call', name: tool }
      if (mode === 'disabled') return true
      if ((granted === undefined || anonymous.size > 0) && isOpenCall(call, byName)) return true
      return granted !== undefined && isGranted([...scopes, ...byName(call)], granted)
    },
    isOpen: (calls) =>
      mode === 'disabled' || ((mode === 'optional' || anonymous.size > 0) && calls.every((call) => isOpenCall(call))),
  }
}

/** What a client says before it calls any tool: nobody could reach an anonymous tool without it. */
const beforeAnyTool: ReadonlySet<string> = new Set(['initialize', 'ping', 'server/discover', 'tools/list'])

const asRule = (rule: readonly string[] | ToolRule): ToolRule => ('length' in rule ? { scopes: rule } : rule)
