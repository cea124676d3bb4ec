/** One server behind the gateway, put together: its policy, its guard, its limits, its upstream, and the walk through all of them. */
import { createHash } from 'node:crypto'
import type { Caller } from '@gatehouse/guard'
import { createGate, readOptions } from '@gatehouse/guard/gate'
import type { ServerDefinition } from './definition.ts'
import type { GatewayNeeds } from './gateway-needs.ts'
import { createHandles } from './identity/handles.ts'
import type { Identity } from './identity/identity.ts'
import { createLearning, type LearningNeeds } from './learning.ts'
import { loadUpstream } from './open-upstream.ts'
import { toolsFile } from './policy/pins.ts'
import { openPolicy, type Policy } from './policy/policy.ts'
import type { OpenPins } from './policy/shared-pins.ts'
import type { CallEvent, TellOfCall } from './traffic/call-event.ts'
import { createLimits } from './traffic/limits.ts'
import type { Tool, Upstream, UpstreamHealth } from './upstream.ts'
import { createWalk, type Walk } from './walk.ts'
import { wordsAround } from './within-reach.ts'

export interface ProtectedServer {
  readonly definition: ServerDefinition
  /** The canonical URI. */
  readonly resource: string
  /** As its upstream said last; none until it could be asked. */
  readonly tools: () => readonly Tool[]
  readonly isLearned: () => boolean
  /** For people: what each tool needs, and which are kept back. */
  readonly describe: Policy['describe']
  readonly health: () => UpstreamHealth
  readonly serve: Walk
  /** Calls under way get `grace` milliseconds. */
  readonly close: (grace: number) => Promise<void>
}

export interface ServerNeeds extends GatewayNeeds {
  readonly identity: Identity
  readonly tell: TellOfCall
  readonly openPins: OpenPins
}

/** Registers it and waits for its tools, but no longer than a moment: a server that is slow or down holds up nobody. */
export const openServer = async (definition: ServerDefinition, needs: ServerNeeds): Promise<ProtectedServer> => {
  const { name, title } = definition
  const { log, nowMs, leaving, tell, dataDirectory } = needs
  tellOfReach(definition, needs)
  const relist = (): void => learning.again()
  const file = toolsFile(dataDirectory, name)
  const pins = needs.openPins({ server: name, file, upstream: digestOf(definition.upstream), log, nowMs })
  const policy = openPolicy({ name, title, definition: definition.policy, pins, log, nowMs, relist })
  const { defaultScopes } = policy
  const register = () => needs.register({ path: `/mcp/${name}`, name, title, scopes: policy.scopes(), defaultScopes })
  const resource = await register().catch(async (error: unknown) => {
    await policy.close()
    throw error
  })
  const settings = readOptions({ ...needs.guard, resource, name: title, scopes: defaultScopes, filterTools: true })
  const gate = createGate(settings, policy.rules)
  const upstream = (await loadUpstream(definition.upstream))({
    name,
    publicOrigin: needs.publicOrigin,
    log,
    now: nowMs,
    environment: needs.environment,
    handles: createHandles(needs.handleSecret, { server: name, upstream: identityOf(definition.upstream) }),
    ownIdentity: () => definition.identity && needs.identity.ownToken(definition.identity.audience),
    onToolsChanged: relist,
  })
  const learning = createLearning({ server: name, log, ...lesson({ upstream, policy, register }) })
  const serve = createWalk({
    name,
    gate,
    policy,
    upstream,
    log,
    nowMs,
    leaving,
    limits: createLimits(definition.limits, nowMs),
    identityFor: identityFor(definition, needs.identity),
    tell(event: CallEvent) {
      learning.hear(event)
      tell(event)
    },
  })
  await learning.begin()

  return {
    definition,
    resource,
    tools: learning.tools,
    isLearned: learning.isLearned,
    describe: policy.describe,
    health: () => upstream.health(),
    serve,
    async close(grace) {
      learning.end()
      await upstream.close(grace)
      await policy.close()
      gate.close()
    },
  }
}

/** Whose names the handles carry: the same program elsewhere is another one. */
const identityOf = (upstream: ServerDefinition['upstream']): string =>
  JSON.stringify(
    upstream.kind === 'http' ? [upstream.kind, upstream.url] : [upstream.kind, upstream.command, upstream.cwd],
  )

/** What is behind the name, not how it is treated. Arguments may be secret. */
const digestOf = (upstream: ServerDefinition['upstream']): string =>
  createHash('sha256')
    .update(JSON.stringify(upstream.kind === 'http' ? upstream.url : upstream.command))
    .digest('hex')

/** Whoever may use it could read the master key, and be anybody from then on. */
const tellOfReach = ({ name: server, upstream }: ServerDefinition, { dataDirectory, log }: ServerNeeds): void => {
  if (upstream.kind !== 'stdio') return
  for (const word of wordsAround(upstream, dataDirectory)) {
    const reason = `${word} leads to ${dataDirectory}, where the keys of this installation lie`
    log.warn('gateway.keys-within-reach', { server, reason, cure: 'Name a narrower folder, or put dataDir elsewhere' })
  }
}

interface Lesson {
  readonly upstream: Pick<Upstream, 'listTools'>
  readonly policy: Pick<Policy, 'learn' | 'learnNothing'>
  readonly register: () => Promise<unknown>
}

const lesson = ({ upstream, policy, register }: Lesson): Pick<LearningNeeds, 'list' | 'learn'> => ({
  list: (signal) =>
    upstream.listTools(signal).catch((error: unknown) => {
      policy.learnNothing()
      throw error
    }),
  async learn(tools) {
    await policy.learn(tools)
    // What people are asked names the tools.
    await register()
  },
})

const identityFor =
  ({ identity: wanted }: ServerDefinition, identity: Identity) =>
  (caller: Caller): string | undefined =>
    wanted && identity.tokenFor(caller, wanted.audience)
