/** All servers behind one origin, each under `/mcp/<name>`: a table that can be replaced while requests are under way. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { isDeepStrictEqual } from 'node:util'
import type { ServerDefinition } from './definition.ts'
import { createEntrance } from './entrance.ts'
import { createFindServer } from './find-server.ts'
import type { GatewayNeeds, UpstreamSeen, VisitFrom } from './gateway-needs.ts'
import { answerWithKeys, keysPath, keysUnder } from './identity/published-keys.ts'
import { createIdentity } from './identity/identity.ts'
import { createKnownHosts } from './known-hosts.ts'
import { createSharedPins } from './policy/shared-pins.ts'
import { type ProtectedServer, openServer } from './protected-server.ts'
import { createTelling } from './traffic/telling.ts'
import { writeAnswer, writeFault } from './write-answer.ts'

export interface Gateway {
  /** The route that a path belongs to; `undefined`: it is not of the gateway. */
  readonly routeOf: (path: string) => string | undefined
  /** A request whose path has a route. Never throws. */
  readonly serve: (incoming: IncomingMessage, outgoing: ServerResponse, visit: VisitFrom) => void
  /** From now on there are these servers and no others. What did not change stays as it is; calls under way end where they began. */
  readonly apply: (definitions: readonly ServerDefinition[]) => Promise<void>
  readonly servers: () => readonly ProtectedServer[]
  readonly close: () => Promise<void>
}

type Table = ReadonlyMap<string, ProtectedServer>

/** In milliseconds, for calls under way: of a server that is replaced; at the end, when the listeners have already waited for them. */
const usualGrace = 10_000
const lastGrace = 2000

export const createGateway = async (needs: GatewayNeeds): Promise<Gateway> => {
  const { publicOrigin, allowedHosts, identitySecret: secret, nowMs, log } = needs
  const identity = createIdentity({ secret, issuer: keysUnder(publicOrigin), now: () => nowMs() / 1000 })
  const refusalAt = createEntrance(createKnownHosts(publicOrigin, allowedHosts))
  const telling = createTelling(needs)
  const serverNeeds = { ...needs, identity, tell: telling.tell, openPins: createSharedPins() }
  let table: Table = new Map()
  let changing: Promise<void> = Promise.resolve()
  needs.meter?.watchUpstreams(() => [...table.values()].map(seen))

  const serverAt = createFindServer(() => table, needs.guard)

  const change = async (definitions: readonly ServerDefinition[]): Promise<void> => {
    const before = table
    const opened = await openAll(definitions, before, (definition) => openServer(definition, serverNeeds))
    table = new Map(opened.map((server) => [server.definition.name, server]))
    const gone = [...before.values()].filter((server) => !opened.includes(server))
    closeAll(gone, usualGrace).catch((cause: unknown) => log.error('gateway.not-closed', { cause }))
  }

  return {
    routeOf(path) {
      if (path === keysPath) return keysPath
      const server = serverAt(path)
      return server && endpointOf(server)
    },
    serve(incoming, outgoing, { traceId, source, address }) {
      const path = pathOf(incoming)
      const server = serverAt(path)
      if (!server) return writeAnswer(outgoing, answerWithKeys(identity.jwks, incoming.method))
      const refusal = refusalAt(incoming, path, endpointOf(server))
      if (!refusal) return void server.serve({ incoming, outgoing, visit: { traceId, source }, address })
      log.info('gateway.refused', { traceId, source, server: server.definition.name, code: refusal.fault, path })
      writeFault(outgoing, refusal, { id: null, traceId })
    },
    apply(definitions) {
      const changed = changing.then(() => change(definitions))
      changing = changed.catch(() => undefined)
      return changed
    },
    servers: () => [...table.values()],
    async close() {
      await changing
      await closeAll([...table.values()], lastGrace)
      await telling.close()
    },
  }
}

/** All or none: if one cannot be opened, those that were are closed again. */
const openAll = async (
  definitions: readonly ServerDefinition[],
  before: Table,
  open: (definition: ServerDefinition) => Promise<ProtectedServer>,
): Promise<readonly ProtectedServer[]> => {
  const standing = [...before.values()]
  const outcomes = await Promise.allSettled(
    definitions.map(
      async (definition) =>
        standing.find((server) => isDeepStrictEqual(server.definition, definition)) ?? (await open(definition)),
    ),
  )
  const opened = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []))
  const failed = outcomes.find((outcome) => outcome.status === 'rejected')
  if (!failed) return opened
  await closeAll(
    opened.filter((server) => !standing.includes(server)),
    lastGrace,
  )
  throw failed.reason
}

const closeAll = async (servers: readonly ProtectedServer[], grace: number): Promise<void> =>
  void (await Promise.all(servers.map((server) => server.close(grace))))

const endpointOf = ({ definition: { name } }: ProtectedServer): string => `/mcp/${name}`

const pathOf = ({ url = '' }: IncomingMessage): string => url.split('?', 1)[0] ?? ''

const seen = ({ definition: { name }, health }: ProtectedServer): UpstreamSeen => ({ server: name, ...health() })
