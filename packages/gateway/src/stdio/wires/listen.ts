/** `subscriptions/listen`: a stream of the news that a client asked for, and of no other. MCP 2026-07-28, "Subscriptions" */
import { GatewayFault } from '../../fault.ts'
import type { Ended, Exchange } from '../../upstream.ts'
import { type Listener, mostOfListener } from '../routing/subscriptions.ts'
import type { JsonMessage } from '../child.ts'
import type { Connection } from '../routing/connections.ts'
import { openEventStream } from './event-stream.ts'
import type { House } from './house.ts'
import { memberOf, paramsOf, type Request, resultFor } from '../routing/json-rpc.ts'
import { untilEither } from './news-stream.ts'
import { accepts } from './reply.ts'
import { keys } from '../routing/revisions.ts'

interface Listening {
  readonly house: House
  readonly exchange: Exchange
  readonly request: Request
  readonly connection: Connection
}

const lists = [
  ['tools', 'toolsListChanged', 'notifications/tools/list_changed'],
  ['prompts', 'promptsListChanged', 'notifications/prompts/list_changed'],
  ['resources', 'resourcesListChanged', 'notifications/resources/list_changed'],
] as const

export const listen = async ({ house, exchange, request, connection }: Listening): Promise<Ended> => {
  const { incoming, outgoing, caller, signal, leaving } = exchange
  if (!accepts(incoming, 'text/event-stream')) {
    throw new GatewayFault('unsupported_request', 'who listens has to accept text/event-stream')
  }
  const audience = house.connections.audienceOf(house.keyOf(caller.principal))
  const filter = memberOf(paramsOf(request), 'notifications')
  const heard = lists.filter(
    ([feature, name]) =>
      filter[name] === true && memberOf(connection.greeting.capabilities, feature)['listChanged'] === true,
  )
  const methods = new Set<string>([...heard.map(([, , method]) => method), 'notifications/resources/updated'])
  let isAcknowledged = false
  const tag = (params: JsonMessage): JsonMessage => ({
    ...params,
    _meta: { ...memberOf(params, '_meta'), [keys.subscription]: request.id },
  })
  const listener: Listener = {
    hear(method, params) {
      if (isAcknowledged && methods.has(method))
        stream.send(JSON.stringify({ jsonrpc: '2.0', method, params: tag(params) }))
    },
  }
  const uris = await subscribeAll({ connection, audience, listener, wanted: filter['resourceSubscriptions'] })
  const stream = openEventStream(outgoing, {})
  const notifications = {
    ...Object.fromEntries(heard.map(([, name]) => [name, true])),
    ...(uris.length === 0 ? {} : { resourceSubscriptions: uris }),
  }
  const method = 'notifications/subscriptions/acknowledged'
  stream.send(JSON.stringify({ jsonrpc: '2.0', method, params: tag({ notifications }) }))
  isAcknowledged = true
  audience.join(listener)
  const stopBeating = house.heartbeat(stream.comment)
  await untilEither(signal, leaving)
  stopBeating()
  audience.leave(listener)
  stream.send(JSON.stringify(resultFor(request.id, tag({ resultType: 'complete' }))))
  stream.end()
  return { outcome: 'result', status: 200 }
}

interface Subscribing {
  readonly connection: Connection
  readonly audience: ReturnType<House['connections']['audienceOf']>
  readonly listener: Listener
  readonly wanted: unknown
}

/** Those that the child agreed to. */
const subscribeAll = async ({ connection, audience, listener, wanted }: Subscribing): Promise<readonly string[]> => {
  if (!Array.isArray(wanted) || memberOf(connection.greeting.capabilities, 'resources')['subscribe'] !== true) return []
  const uris = [...new Set(wanted.filter((uri) => typeof uri === 'string'))].slice(0, mostOfListener)
  const entered = uris.map((uri) => audience.subscriptions.enter(connection, uri, listener))
  const answers = await Promise.all(entered).catch((error: unknown) => {
    // Nobody will hear of the others, either.
    audience.leave(listener)
    throw error
  })
  return uris.filter((_, index) => answers[index]?.['error'] === undefined)
}
