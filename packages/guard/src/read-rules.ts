/** The part of the options that says who may do what, checked before the first request. */
import { isScopeToken, offlineAccess } from '@gatehouse/protocol/scope'
import { type ArgumentRule } from './argument-rules.ts'
import { misconfigured } from './misconfigured.ts'
import type { MethodRules, Mode, RulesNeeds, ScopeHierarchy, ToolRule, ToolRules } from './rules.ts'

export interface RuleOptions {
  /** Needed for every call. */
  readonly scopes?: readonly string[]
  /**
   * Needed for one tool, besides `scopes`: `{ write_file: ['files:write'] }`, or by what the call says:
   * `{ read_file: { arguments: [{ argument: 'path', unless: { startsWith: 'public/' }, scopes: ['files:private'] }] } }`.
   * `*` means every tool without an entry. Read from the message, before the tool runs.
   */
  readonly tools?: ToolRules
  /** Needed for one JSON-RPC method, besides `scopes`: `{ 'resources/read': ['files:read'] }`. */
  readonly methods?: MethodRules
  /** Which scope includes which: `{ 'files:write': ['files:read'] }`. */
  readonly implies?: ScopeHierarchy
  /** Who sends no token: is refused (`required`, the default), passes as nobody (`optional`), or is never asked (`disabled`). A bad token is refused all the same. */
  readonly mode?: Mode
  /** Tools that anybody may call, beside protected ones. */
  readonly anonymousTools?: readonly string[]
  /** Leaves out of `tools/list` what the caller may not call. What a call says is not asked: a tool stays if any call of it may pass. */
  readonly filterTools?: boolean
  /** Danger: what `mode: 'disabled'` needs to start at all, and, with `in production`, to start there. */
  readonly insecureDisabled?: boolean | 'in production'
}

/** Throws GuardMisconfigured. */
export const readRules = (options: RuleOptions, isProduction: boolean): RulesNeeds => {
  const { tools = {}, methods = {}, implies = {}, scopes = [], anonymousTools = [], mode = 'required' } = options
  checkScopes('scopes', scopes)
  for (const [tool, rule] of Object.entries(tools)) checkTool(`tools.${tool}`, rule)
  for (const [method, needed] of Object.entries(methods)) checkScopes(`methods.${method}`, needed)
  for (const [scope, lesser] of Object.entries(implies)) checkScopes(`implies.${scope}`, [scope, ...lesser])
  checkAnonymous(anonymousTools, tools)
  checkMode(mode, options.insecureDisabled ?? false, isProduction)
  return { scopes, tools, methods, implies, mode, anonymousTools, filterTools: options.filterTools ?? false }
}

const checkTool = (key: string, rule: readonly string[] | ToolRule): void => {
  if (Array.isArray(rule) || typeof rule !== 'object' || rule === null) return checkScopes(key, rule)
  const { scopes = [], arguments: byArguments = [], ...unknown } = rule as ToolRule
  const [odd] = Object.keys(unknown)
  if (odd !== undefined) throw misconfigured(`${key}.${odd}`, 'is not known', 'a tool has `scopes` and `arguments`')
  checkScopes(key, scopes)
  byArguments.forEach((one, index) => checkArgument(`${key}.arguments[${index}]`, one))
}

const checkArgument = (key: string, rule: ArgumentRule): void => {
  checkScopes(key, rule.scopes)
  if (typeof rule.argument !== 'string' || rule.argument === '') {
    throw misconfigured(key, 'names no argument', "write argument: 'path'")
  }
  const condition: unknown = 'when' in rule ? rule.when : 'unless' in rule ? rule.unless : undefined
  const said = typeof condition === 'object' && condition !== null ? Object.keys(condition) : []
  // A misspelt condition would hold for everything, and `unless` would then ask nothing of anybody.
  const odd = said.find((name) => !conditions.has(name))
  if (said.length === 0 || odd !== undefined || ('when' in rule && 'unless' in rule)) {
    throw misconfigured(key, 'has no condition', `write one of when and unless, with ${[...conditions].join(', ')}`)
  }
}

const conditions: ReadonlySet<string> = new Set(['equals', 'oneOf', 'startsWith', 'matches', 'present'])

const checkAnonymous = (anonymousTools: readonly string[], tools: ToolRules): void => {
  const isList = Array.isArray(anonymousTools) && anonymousTools.every((tool) => typeof tool === 'string')
  if (!isList) throw misconfigured('anonymousTools', 'is no list of tools', "write ['search']")
  const both = anonymousTools.find((tool) => Object.hasOwn(tools, tool))
  if (both === undefined) return
  throw misconfigured('anonymousTools', `has ${both}, which has a rule in tools`, 'leave it in one of them')
}

const checkMode = (mode: Mode, insecureDisabled: boolean | 'in production', isProduction: boolean): void => {
  if (!['required', 'optional', 'disabled'].includes(mode)) {
    throw misconfigured('mode', `is ${JSON.stringify(mode)}`, 'choose required, optional or disabled')
  }
  if (mode !== 'disabled') return
  if (insecureDisabled === false) {
    throw misconfigured('mode', 'lets everybody in', 'say insecureDisabled: true as well, or choose another mode')
  }
  if (isProduction && insecureDisabled !== 'in production') {
    throw misconfigured(
      'mode',
      'lets everybody in, and NODE_ENV is production',
      "say insecureDisabled: 'in production'",
    )
  }
}

const checkScopes = (key: string, scopes: unknown): void => {
  const isList = Array.isArray(scopes) && scopes.every((scope) => typeof scope === 'string' && isScopeToken(scope))
  if (!isList) throw misconfigured(key, 'is no list of scopes', "write ['notes:read']: words without spaces")
  if (scopes.includes(offlineAccess))
    throw misconfigured(key, `has ${offlineAccess}`, 'leave it out: it is no right at a resource')
}
