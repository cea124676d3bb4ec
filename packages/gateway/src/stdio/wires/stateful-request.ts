/** One request within a session: answered here where it is about the session, carried to the child otherwise. */
import type { GatewayFault } from '../../fault.ts'
import { faultMessage, toFault } from '../../fault.ts'
import { type Ended, type Exchange, ownerOf } from '../../upstream.ts'
import type { JsonMessage } from '../child.ts'
import { paramsFor } from '../routing/child-params.ts'
import type { Connection } from '../routing/connections.ts'
import type { House } from './house.ts'
import {
  answerAs,
  codes,
  endedBy,
  errorFor,
  metaOf,
  paramsOf,
  type Request,
  resultFor,
  type RpcError,
} from '../routing/json-rpc.ts'
import { interview } from './interview.ts'
import type { AskedClient, Question } from '../routing/asker.ts'
import type { Reply } from './reply.ts'
import { keys, logLevels, modern } from '../routing/revisions.ts'
import type { Session } from './sessions.ts'
import { screenList } from './translate-answer.ts'
import { openTurn, type Turn } from './turn.ts'

export interface StatefulRequest {
  readonly house: House
  readonly session: Session
  readonly exchange: Exchange
  readonly reply: Reply
  readonly request: Request
  readonly isInBatch: boolean
}

type Local = (about: StatefulRequest, connection: Connection) => JsonMessage | Promise<JsonMessage>

/** Rejects with a GatewayFault while nothing was written and it stands alone. */
export const serveRequest = async (about: StatefulRequest): Promise<Ended> => {
  const { house, session, reply, request, isInBatch } = about
  try {
    if (request.method === 'ping') return say(about, resultFor(request.id, {}))
    const connection = await house.connections.get(house.keyOf(session.person))
    const local = locals.get(request.method)
    if (local) return say(about, await local(about, connection))
    if (request.method.startsWith('tasks/') && !house.perUser) return say(about, errorFor(request.id, noTasks))
    return await carry(about, connection)
  } catch (error) {
    if (!isInBatch && !reply.hasBegun()) throw error
    return sayFault(about, toFault(error))
  }
}

const say = ({ reply, request }: StatefulRequest, message: JsonMessage): Ended => {
  reply.answer(answerAs(request.id, message))
  return endedBy(message)
}

const sayFault = ({ reply, request, exchange }: StatefulRequest, fault: GatewayFault): Ended => {
  reply.answer(faultMessage(fault, request.id, exchange.traceId))
  return { outcome: 'fault', status: fault.status, reason: fault.fault, cause: fault.cause }
}

const noTasks: RpcError = {
  code: codes.methodNotFound,
  message: 'tasks are not offered here: people share this server',
}
const begunTwice: RpcError = { code: codes.invalidRequest, message: 'this session has begun already' }
const noLevel: RpcError = { code: codes.invalidParams, message: `params.level is none of ${logLevels.join(', ')}` }
const noUri: RpcError = { code: codes.invalidParams, message: 'params.uri is missing' }
const noLogging: RpcError = { code: codes.methodNotFound, message: 'this server has no log' }

const locals: ReadonlyMap<string, Local> = new Map<string, Local>([
  ['initialize', ({ request }) => errorFor(request.id, begunTwice)],
  [
    'logging/setLevel',
    ({ request, session, house }, connection) => {
      const { level } = paramsOf(request)
      if (!('logging' in connection.greeting.capabilities)) return errorFor(request.id, noLogging)
      if (typeof level !== 'string' || !logLevels.includes(level)) return errorFor(request.id, noLevel)
      session.logLevel = level
      house.connections.audienceOf(house.keyOf(session.person)).wantLog(connection, level, session)
      return resultFor(request.id, {})
    },
  ],
  [
    'resources/subscribe',
    async ({ request, session, house }, connection) => {
      const { uri } = paramsOf(request)
      if (typeof uri !== 'string') return errorFor(request.id, noUri)
      return await house.connections
        .audienceOf(house.keyOf(session.person))
        .subscriptions.enter(connection, uri, session)
    },
  ],
  [
    'resources/unsubscribe',
    ({ request, session, house }) => {
      const { uri } = paramsOf(request)
      if (typeof uri !== 'string') return errorFor(request.id, noUri)
      house.connections.audienceOf(house.keyOf(session.person)).subscriptions.leave(uri, session)
      return resultFor(request.id, {})
    },
  ],
])

const carry = (about: StatefulRequest, connection: Connection): Promise<Ended> => {
  const { house, session, exchange, reply, request } = about
  const { era } = connection.greeting
  // Nobody is given a state within a session: whose this is cannot be told, and what is asked back is put to the client itself.
  const { task, requestState: _state, inputResponses: _answers, ...params } = paramsOf(request)
  const own = house.perUser && task !== undefined ? { ...params, task } : params
  const asked = {
    method: request.method,
    params: paramsFor(own, exchange, era === 'modern' ? envelopeOf(session) : undefined),
    token: metaOf(request)['progressToken'],
  }
  const client: AskedClient = {
    owner: ownerOf(exchange.caller),
    capabilities: session.capabilities,
    log: (notification) => void (session.wantsLog(paramsOf(notification)['level']) && reply.push(notification)),
    ask: (question) => putToClient(session, reply, question),
  }
  let rounds = 0
  const turn: Turn = openTurn({
    ...about,
    link: connection.link,
    client,
    onAnswer(response) {
      if (era === 'modern' && interview({ response, asked, turn, client, round: (rounds += 1) })) return
      turn.answer(request.method === 'tools/list' ? screenList(response, exchange) : response)
    },
    onOver() {
      if (session.turns.get(request.id) === turn) session.turns.delete(request.id)
    },
  })
  session.turns.set(request.id, turn)
  turn.begin(asked)
  return turn.done
}

/** What a child of the stateless revision has to know of a client of the older ones. Roots are never offered. */
const envelopeOf = ({ clientInfo, capabilities, logLevel }: Session): JsonMessage => {
  const { roots: _roots, tasks: _tasks, ...others } = capabilities
  return {
    [keys.version]: modern,
    [keys.client]: clientInfo,
    [keys.capabilities]: others,
    ...(logLevel === undefined ? {} : { [keys.logLevel]: logLevel }),
  }
}

/** On the stream of the call that it is about; the answer comes by a POST of its own. */
const putToClient = (session: Session, reply: Reply, question: Question): void => {
  const id = (session.asked += 1)
  const { method, params } = question
  if (!reply.push({ jsonrpc: '2.0', id, method, params })) return question.refuse('the client takes no event stream')
  session.questions.set(id, question)
  question.onClosed(() => {
    session.questions.delete(id)
    reply.push({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: id } })
  })
}
