/** Which tools there are, what each needs, and which of them may be shown: learned from the upstream, bounded by the operator. */
import { type Rules, type RulesNeeds, createRules, type Call } from '@gatehouse/guard/gate'
import type { PolicyDefinition } from '../definition.ts'
import { GatewayFault } from '../fault.ts'
import type { GatewayLog, Tool } from '../upstream.ts'

export interface Policy {
  /** For the gate; what they say follows what was learned. */
  readonly rules: Rules
  /** For the authorization server. */
  readonly scopes: readonly PolicyScope[]
  readonly defaultScopes: readonly string[]
  /** Takes a full list of tools; what changed is pinned and reported. */
  readonly learn: (tools: readonly Tool[]) => Promise<void>
  /** Every list that passes: without what nobody may see. */
  readonly screen: (tools: readonly unknown[]) => readonly unknown[]
  /** Throws GatewayFault for a tool that the operator keeps from everybody. */
  readonly refuseDenied: (calls: readonly Call[]) => void
}

export interface PolicyScope {
  readonly name: string
  readonly description: string
  readonly implies: readonly string[]
  readonly isPrivileged: boolean
}

export interface PolicyNeeds {
  readonly name: string
  readonly title: string
  readonly definition: PolicyDefinition
  readonly log: GatewayLog
}

export const createPolicy = ({ name, title, definition }: PolicyNeeds): Policy => {
  const [read, write, admin] = ['read', 'write', 'admin'].map((last) => `${name}:${last}`) as [string, string, string]
  let current: Rules = createRules(needsOf({}, { read, write, admin }))
  const isOffered = (tool: string): boolean => !definition.deny.includes(tool)
  return {
    rules: {
      dependOnBody: true,
      needed: (calls) => current.needed(calls),
      isKnownByName: (call) => current.isKnownByName(call),
      isGranted: (needed, scopes) => current.isGranted(needed, scopes),
      isListed: (tool, granted) => isOffered(tool) && current.isListed(tool, granted),
      isOpen: (calls) => current.isOpen(calls),
    },
    scopes: [
      { name: read, description: `Use ${title} without changing anything`, implies: [], isPrivileged: false },
      { name: write, description: `Change things with ${title}`, implies: [read], isPrivileged: false },
      { name: admin, description: `Overwrite and delete things with ${title}`, implies: [write], isPrivileged: true },
    ],
    defaultScopes: definition.defaultScopes ?? [read, write],
    async learn(tools) {
      const rules = Object.fromEntries(
        tools.map(({ name: tool, annotations }) => [
          tool,
          [annotations?.readOnlyHint === true ? read : annotations?.destructiveHint === true ? admin : write],
        ]),
      )
      current = createRules(needsOf(rules, { read, write, admin }))
    },
    screen: (tools) => tools,
    refuseDenied(calls) {
      const denied = calls.find(({ method, name: tool }) => method === 'tools/call' && !isOffered(tool ?? ''))
      if (denied) throw new GatewayFault('refused_by_policy', `the tool ${denied.name} is not offered here`)
    },
  }
}

const needsOf = (
  tools: Readonly<Record<string, readonly string[]>>,
  { read, write, admin }: Readonly<Record<'read' | 'write' | 'admin', string>>,
): RulesNeeds => ({
  scopes: [],
  tools: { ...tools, '*': [admin] },
  methods: {},
  implies: { [write]: [read], [admin]: [write] },
  mode: 'required',
  anonymousTools: [],
  filterTools: true,
})
