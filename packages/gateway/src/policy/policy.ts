/** Which tools there are, what each needs, and which of them may be shown: learned from the upstream, bounded by the operator, pinned at first sight. */
import type { Call, Rules } from '@gatehouse/guard/gate'
import type { PolicyDefinition } from '../definition.ts'
import type { GatewayLog, Tool } from '../upstream.ts'
import { type DescribedTool, describeTools, labelTools } from './describe-tools.ts'
import { judgeTools } from './judge-tools.ts'
import type { Pins } from './keep-pins.ts'
import { createPolicyRules } from './policy-rules.ts'
import { defaultScopesOf, describeScopes, type PolicyScope, scopeNamesOf } from './policy-scopes.ts'
import { createReporter } from './report-tools.ts'
import { refuseCalls } from './refuse-calls.ts'
import { createToolAccess } from './tool-access.ts'
import { createPin } from './tool-definition.ts'
import { createUnknownTools } from './unknown-tools.ts'

export type { PolicyScope } from './policy-scopes.ts'

export interface Policy {
  /** For the gate; what they say follows what was learned. */
  readonly rules: Rules
  /** For the authorization server: the names stay, the words follow what was learned. */
  readonly scopes: () => readonly PolicyScope[]
  readonly defaultScopes: readonly string[]
  /** Takes a full list of tools, as the upstream tells us; resolves when what is new in it was written. */
  readonly learn: (tools: readonly Tool[]) => Promise<void>
  /** The list could not be had: whoever waits for it is judged by what is known. */
  readonly learnNothing: () => void
  /** Takes every list that the upstream tells a caller, whole or in pages; what it returns may be shown, as far as `rules.isListed`. */
  readonly screen: (tools: readonly unknown[]) => readonly unknown[]
  /** Throws GatewayFault for a tool that is kept from everybody, and for headers that say another thing than the body. */
  readonly refuse: (calls: readonly Call[], header: (name: string) => string | null) => void
  /** For people: every tool with its scopes. */
  readonly describe: () => readonly DescribedTool[]
  /** Resolves when everything that was pinned is written, or cannot be. Never rejects. */
  readonly close: () => Promise<void>
}

export interface PolicyNeeds {
  readonly name: string
  readonly title: string
  readonly definition: PolicyDefinition
  /** What was promised; they are closed with it. */
  readonly pins: Pins
  readonly log: GatewayLog
  /** Milliseconds since 1970. */
  readonly nowMs: () => number
  /** Somebody calls a tool that was never listed: ask for the list again. */
  readonly relist: () => void
}

export const openPolicy = ({ name, title, definition, pins, log, nowMs, relist }: PolicyNeeds): Policy => {
  const names = scopeNamesOf(name)
  const known = () => pins.tools()
  const access = createToolAccess(definition, names, known)
  const withholds = definition.onToolChange === 'withhold'
  const reporter = createReporter({ server: name, definition, log })
  const pin = createPin()
  const unknown = createUnknownTools({ nowMs, relist })
  let listed: readonly string[] | undefined
  const grounds = () => ({ known: pins.tools(), access, listed })

  const judge = (tools: readonly unknown[], from: 'list' | 'answer'): readonly unknown[] => {
    pins.look()
    const isFirst = known().size === 0
    const at = new Date(nowMs()).toISOString()
    const { shown, changed, news } = judgeTools(tools, {
      known: known(),
      pin,
      from,
      at,
      withholds,
      isOffered: access.isOffered,
    })
    pins.put(changed)
    reporter.tell(news, { isFirst })
    return shown
  }

  return {
    rules: createPolicyRules({ definition, names, access, unknown, look: () => pins.look() }),
    scopes: () => describeScopes(names, { title, definition, labels: labelTools(grounds(), names) }),
    defaultScopes: defaultScopesOf(definition, names),
    async learn(tools) {
      judge(tools, 'list')
      listed = tools.map((tool) => tool.name)
      reporter.tellRulesWithoutTool(listed)
      unknown.end()
      await pins.kept()
    },
    learnNothing: () => unknown.end(),
    screen: (tools) => judge(tools, 'answer'),
    refuse: (calls, header) => refuseCalls(calls, { server: name, access, known: known(), header }),
    describe: () => describeTools(grounds()),
    close: () => pins.close(),
  }
}
