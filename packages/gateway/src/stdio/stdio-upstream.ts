/** A program on this computer as an upstream: clients of both kinds over HTTP in front, the child's standard streams behind. docs/decisions/0017 */
import type { StdioDefinition } from '../definition.ts'
import type { Ended, Exchange, Upstream, UpstreamNeeds } from '../upstream.ts'
import { createConnections } from './routing/connections.ts'
import { createHeartbeat } from './wires/heartbeat.ts'
import type { House } from './wires/house.ts'
import { errorFor, isId, isRecord, metaOf } from './routing/json-rpc.ts'
import { listAllTools } from './routing/list-all-tools.ts'
import { createReply } from './wires/reply.ts'
import { keys, legacy, modern } from './routing/revisions.ts'
import { createStatefulWire, notHere } from './wires/stateful-wire.ts'
import { createStatelessWire, unsupportedVersion } from './wires/stateless-wire.ts'

export const openStdioUpstream = (definition: StdioDefinition, needs: UpstreamNeeds): Upstream => {
  const { perUser } = definition
  const connections = createConnections(definition, needs)
  const heartbeat = createHeartbeat()
  const house: House = { connections, heartbeat, needs, perUser, keyOf: (person) => (perUser ? person : '') }
  const stateful = createStatefulWire(house)
  const stateless = createStatelessWire(house)

  const refuseVersion = ({ incoming, outgoing, body }: Exchange, version: string): Ended => {
    const id = isRecord(body) && isId(body['id']) ? body['id'] : null
    const error = unsupportedVersion(version)
    createReply({ incoming, outgoing, heartbeat, expected: 1 }).answer(errorFor(id, error), 400)
    return { outcome: 'error', status: 400, reason: String(error.code) }
  }

  return {
    async serve(exchange) {
      const { method = '' } = exchange.incoming
      const version = exchange.incoming.headers['mcp-protocol-version']?.toString()
      const isStateless = version === modern || claimsVersion(exchange.body)
      if (method === 'POST' && isStateless) return await stateless.post(exchange)
      if (version !== undefined && !isStateless && !isLegacy(version)) return refuseVersion(exchange, version)
      if (method === 'POST') return await stateful.post(exchange)
      if (isStateless) throw notHere()
      if (method === 'GET') return await stateful.get(exchange)
      if (method === 'DELETE') return stateful.end(exchange)
      throw notHere()
    },
    listTools: async (signal) =>
      await listAllTools(await connections.get(''), { identity: needs.ownIdentity(), signal }),
    health: () => connections.health(),
    async close(grace) {
      // Whoever was asked for more will not come back to this process; whoever waits for an answer may still get it.
      stateless.close()
      await connections.close(grace)
      stateful.close()
    },
  }
}

const isLegacy = (version: string): boolean => legacy.some((known) => known === version)

/** Only requests of the stateless revision say in their body which one they are of. */
const claimsVersion = (body: unknown): boolean => isRecord(body) && metaOf(body)[keys.version] !== undefined
