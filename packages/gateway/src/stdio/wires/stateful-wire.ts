/** Clients of 2025-11-25 and older: sessions, messages one by one or in batches, a stream for news. MCP 2025-11-25, "Streamable HTTP" */
import { GatewayFault } from '../../fault.ts'
import { type Ended, type Exchange, ownerOf } from '../../upstream.ts'
import { harmless, openToAll } from '../../write-answer.ts'
import type { JsonMessage } from '../child.ts'
import { isNotification, isRecord, isRequest, isResponse, type Request } from '../routing/json-rpc.ts'
import type { House } from './house.ts'
import { initialize } from './initialize.ts'
import { openNews } from './news-stream.ts'
import { createReply } from './reply.ts'
import { createSessions, type Session, type Sessions } from './sessions.ts'
import { serveRequest } from './stateful-request.ts'
import { takeWord } from './take-word.ts'

export interface StatefulWire {
  readonly post: (exchange: Exchange) => Promise<Ended>
  readonly get: (exchange: Exchange) => Promise<Ended>
  readonly end: (exchange: Exchange) => Ended
  readonly close: () => void
}

const header = 'mcp-session-id'

export const createStatefulWire = (house: House): StatefulWire => {
  const { connections, keyOf, needs } = house
  const sessions: Sessions = createSessions({
    handles: needs.handles,
    now: needs.now,
    onEnd: (session) => connections.audienceOf(keyOf(session.person)).leave(session),
  })
  const sessionOf = ({ incoming, caller }: Exchange): Session | undefined => {
    const handle = incoming.headers[header]
    return handle === undefined ? undefined : sessions.find(String(handle), ownerOf(caller))
  }
  const begin = async (exchange: Exchange, request: Request): Promise<Ended> => {
    const { principal: person } = exchange.caller
    const { greeting } = await connections.get(keyOf(person))
    const { result, newcomer } = initialize(request, greeting, house)
    const session = sessions.open({ ...newcomer, person, owner: ownerOf(exchange.caller) })
    connections.audienceOf(keyOf(person)).join(session)
    const reply = createReply({ ...exchange, ...house, expected: 1, headers: { [header]: session.handle } })
    reply.answer({ jsonrpc: '2.0', id: request.id, result })
    return { outcome: 'result', status: 200 }
  }

  return {
    async post(exchange) {
      const session = sessionOf(exchange)
      const messages = readMessages(exchange.body)
      if (session) return await within(session, { house, exchange, messages })
      const [first] = messages
      if (messages.length === 1 && first && isRequest(first) && first.method === 'initialize') {
        return await begin(exchange, first)
      }
      throw new GatewayFault('unsupported_request', 'the header Mcp-Session-Id is missing: begin with initialize')
    },
    async get(exchange) {
      const session = sessionOf(exchange)
      if (!session) throw notHere()
      return await openNews(session, exchange, house.heartbeat)
    },
    end(exchange) {
      const session = sessionOf(exchange)
      if (!session) throw notHere()
      sessions.end(session)
      return sayNothing(exchange, 204)
    },
    close: () => sessions.close(),
  }
}

interface Said {
  readonly house: House
  readonly exchange: Exchange
  readonly messages: readonly JsonMessage[]
}

const within = async (session: Session, { house, exchange, messages }: Said): Promise<Ended> => {
  for (const message of messages) if (!isRequest(message)) takeWord(session, message)
  const requests = messages.filter(isRequest)
  if (requests.length === 0) return sayNothing(exchange, 202)
  const isInBatch = Array.isArray(exchange.body)
  const reply = createReply({ ...exchange, ...house, expected: requests.length, isBatch: isInBatch })
  const about = { house, session, exchange, reply, isInBatch }
  return worstOf(await Promise.all(requests.map((request) => serveRequest({ ...about, request }))))
}

const sayNothing = ({ outgoing }: Exchange, status: 202 | 204): Ended => {
  outgoing.writeHead(status, { ...openToAll, ...harmless }).end()
  return { outcome: 'result', status }
}

const readMessages = (body: unknown): readonly JsonMessage[] => {
  const messages: readonly unknown[] = Array.isArray(body) ? body : [body]
  const known = messages.filter((message): message is JsonMessage => isRecord(message) && isMessage(message))
  if (known.length === messages.length) return known
  throw new GatewayFault('unsupported_request', 'the body is no message of JSON-RPC 2.0')
}

const isMessage = (message: JsonMessage): boolean =>
  message['jsonrpc'] === '2.0' && (isRequest(message) || isNotification(message) || isResponse(message))

/** Without a session it cannot be told from the stateless revision, which knows neither GET nor DELETE. */
export const notHere = (): GatewayFault =>
  new GatewayFault('method_not_allowed', 'only POST is understood here, or GET and DELETE with Mcp-Session-Id', {
    allow: 'POST',
  })

const badness = ['result', 'error', 'cancelled', 'fault']

const worstOf = (all: readonly Ended[]): Ended =>
  all.reduce((worst, one) => (badness.indexOf(one.outcome) > badness.indexOf(worst.outcome) ? one : worst))
