/** The policy as the guard's gate asks it: what calls need, what a caller holds, which tools stand in whose list. */
import { type Call, createRules, type Rules } from '@gatehouse/guard/gate'
import type { PolicyDefinition } from '../definition.ts'
import { impliesOf, type ScopeNames } from './policy-scopes.ts'
import type { ToolAccess } from './tool-access.ts'
import type { UnknownTools } from './unknown-tools.ts'

export interface RulesGrounds {
  readonly definition: PolicyDefinition
  readonly names: ScopeNames
  readonly access: ToolAccess
  readonly unknown: Pick<UnknownTools, 'wait'>
  /** Takes in what an operator accepted. */
  readonly look: () => void
}

const none = { scopes: [], tools: {}, methods: {}, mode: 'required', anonymousTools: [], filterTools: true } as const

export const createPolicyRules = ({ definition, names, access, unknown, look }: RulesGrounds): Rules => {
  const { required, listing } = definition
  const hierarchy = createRules({ ...none, implies: impliesOf(names) })
  const isToolCall = ({ method }: Call): boolean => method === 'tools/call'
  const isUnknown = (call: Call): boolean => isToolCall(call) && access.of(call.name ?? '').state === 'unknown'

  return {
    dependOnBody: true,
    prepare(calls) {
      look()
      return calls.some(isUnknown) ? unknown.wait() : undefined
    },
    needed: (calls) => [...new Set([...required, ...calls.flatMap(access.scopesOf)])],
    isKnownByName: (call) =>
      !isToolCall(call) || (!isUnknown(call) && access.of(call.name ?? '').arguments.length === 0),
    isGranted: (needed, scopes) => hierarchy.isGranted(needed, scopes),
    isListed(tool, granted) {
      const { state, scopes } = access.of(tool)
      if (state !== 'offered') return false
      return listing === 'reachable' || hierarchy.isGranted([...required, ...scopes], granted ?? [])
    },
    isOpen: () => false,
  }
}
