/** Clients of 2026-07-28: every request says by itself all that is to be known; no sessions. MCP 2026-07-28, "Streamable HTTP", "Versioning" */
import { GatewayFault } from '../../fault.ts'
import type { Ended, Exchange } from '../../upstream.ts'
import { harmless, openToAll } from '../../write-answer.ts'
import type { JsonMessage } from '../child.ts'
import { discovery } from './discovery.ts'
import type { House } from './house.ts'
import {
  codes,
  endedBy,
  errorFor,
  isNotification,
  isRecord,
  isRequest,
  metaOf,
  type Request,
  type RpcError,
} from '../routing/json-rpc.ts'
import { listen } from './listen.ts'
import { createParkedCalls } from './parked-calls.ts'
import { createReply } from './reply.ts'
import { keys, logLevels, modern, onlyLegacy, supported } from '../routing/revisions.ts'
import { carryStateless } from './stateless-request.ts'

export interface StatelessWire {
  /** Only the older revisions know anything but POST. */
  readonly post: (exchange: Exchange) => Promise<Ended>
  readonly close: () => void
}

export const createStatelessWire = (house: House): StatelessWire => {
  const { connections, heartbeat, keyOf, needs } = house
  const parkedCalls = createParkedCalls(needs.handles, needs.now)

  const serve = async (exchange: Exchange, request: Request): Promise<Ended> => {
    const { incoming, outgoing, caller } = exchange
    const say = (message: JsonMessage, status: number): Ended => {
      createReply({ incoming, outgoing, heartbeat, expected: 1 }).answer(message, status)
      return endedBy(message, status)
    }
    const refusal = findFlaw(request)
    if (refusal) return say(errorFor(request.id, refusal), 400)
    if (onlyLegacy.has(request.method) || request.method.startsWith('tasks/'))
      return say(errorFor(request.id, gone(request)), 404)
    const connection = await connections.get(keyOf(caller.principal))
    if (request.method === 'server/discover') return say(discovery(request, connection.greeting), 200)
    const about = { house, exchange, request, connection }
    if (request.method === 'subscriptions/listen') return await listen(about)
    const reply = createReply({ incoming, outgoing, heartbeat, expected: 1 })
    return await carryStateless({ ...about, reply, parkedCalls })
  }

  return {
    async post(exchange) {
      const { body, outgoing } = exchange
      if (!isRecord(body) || body['jsonrpc'] !== '2.0' || !(isRequest(body) || isNotification(body))) {
        throw new GatewayFault(
          'unsupported_request',
          'the body is neither a request nor a notification of JSON-RPC 2.0',
        )
      }
      if (isRequest(body)) return await serve(exchange, body)
      outgoing.writeHead(202, { ...openToAll, ...harmless }).end()
      return { outcome: 'result', status: 202 }
    },
    close: () => parkedCalls.close(),
  }
}

/** What makes a request unfit, whatever it asks for. That its header says the same the guard has seen. */
const findFlaw = (request: JsonMessage): RpcError | undefined => {
  const meta = metaOf(request)
  const version = meta[keys.version]
  if (typeof version !== 'string') return invalid(`params._meta["${keys.version}"] is missing`)
  if (version !== modern) return unsupportedVersion(version)
  if (!isRecord(meta[keys.capabilities])) return invalid(`params._meta["${keys.capabilities}"] is missing`)
  const level = meta[keys.logLevel]
  if (level === undefined || (typeof level === 'string' && logLevels.includes(level))) return undefined
  return invalid(`params._meta["${keys.logLevel}"] is none of ${logLevels.join(', ')}`)
}

const invalid = (message: string): RpcError => ({ code: codes.invalidParams, message })

export const unsupportedVersion = (requested: string): RpcError => ({
  code: codes.unsupportedVersion,
  message: 'Unsupported protocol version',
  data: { supported, requested },
})

const gone = ({ method }: Request): RpcError => ({
  code: codes.methodNotFound,
  message: `Method not found: ${method} is not part of ${modern}`,
})
