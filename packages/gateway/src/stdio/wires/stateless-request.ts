/** One request of the stateless revision, carried to a child of either kind; where an older child asks back, it ends as input required. MCP 2026-07-28, "Multi Round-Trip Requests" */
import { type Ended, type Exchange, ownerOf, ownerOfState } from '../../upstream.ts'
import type { JsonMessage } from '../child.ts'
import { paramsFor } from '../routing/child-params.ts'
import type { Connection } from '../routing/connections.ts'
import type { House } from './house.ts'
import {
  codes,
  endedBy,
  errorFor,
  isRecord,
  memberOf,
  metaOf,
  paramsOf,
  type Request,
  type RpcError,
} from '../routing/json-rpc.ts'
import type { Asked, AskedClient } from '../routing/asker.ts'
import { addQuestion, type ParkedCall, type ParkedCalls } from './parked-calls.ts'
import { asInputRequired } from './page-required.ts'
import { wantLogOnce } from './passing-log.ts'
import type { Reply } from './reply.ts'
import { keys, logLevels, mayAsk } from '../routing/revisions.ts'
import { completeAnswer, screenList } from './translate-answer.ts'
import { openTurn, type Turn } from './turn.ts'

export interface StatelessRequest {
  readonly house: House
  readonly exchange: Exchange
  readonly request: Request
  readonly connection: Connection
  readonly reply: Reply
  readonly parkedCalls: ParkedCalls
}

/** Rejects with a GatewayFault while nothing was written. */
export const carryStateless = async (given: StatelessRequest): Promise<Ended> => {
  const { exchange, request, reply, parkedCalls } = given
  const owner = ownerOf(exchange.caller)
  const state = paramsOf(request)['requestState']
  const parked = parkedCalls.find(state, { owner, request })
  const about = parked ? { ...given, connection: parked.connection } : given
  if (parked && parked.questions.size > 0) return sayMissing(about, parked)
  if (parked) parkedCalls.takeOut(parked)
  if (parked?.outcome?.fault) throw parked.outcome.fault
  const asked = parked ? undefined : askedOf(about)
  if (asked === 'unknown') {
    reply.answer(errorFor(request.id, unknownState))
    return endedBy({ error: unknownState })
  }
  const turn: Turn = openTurn({
    exchange,
    reply,
    request,
    link: about.connection.link,
    client: clientOf(about, (question) => {
      const waiting = parkedCalls.park(turn, { ...about, owner })
      if (!waiting) return question.refuse('too many calls of this person wait for answers')
      addQuestion(waiting, question)
      // What the child asks in one breath is asked of the client at once.
      setImmediate(() => turn.answer({ result: missing(about, waiting) }))
    }),
    onAnswer: (response) => finish(about, turn, response),
  })
  if (parked?.outcome?.response) finish(about, turn, parked.outcome.response)
  else if (parked?.call) turn.takeUp(parked.call, metaOf(request)['progressToken'])
  else if (asked) turn.begin(asked)
  return await turn.done
}

const unknownState: RpcError = {
  code: codes.invalidParams,
  message: 'params.requestState belongs to nothing that waits here: make the call again without it',
}

const askedOf = ({ request, exchange, connection, house }: StatelessRequest): Asked | 'unknown' => {
  const { method } = request
  const { requestState, inputResponses, ...params } = paramsOf(request)
  const token = metaOf(request)['progressToken']
  if (connection.greeting.era === 'legacy') {
    return requestState === undefined ? { method, params: paramsFor(params, exchange), token } : 'unknown'
  }
  const { handles } = house.needs
  const state = typeof requestState === 'string' ? handles.unmark(requestState, ownerOfState(exchange)) : undefined
  if (state === undefined && requestState !== undefined) return 'unknown'
  const own = {
    ...params,
    ...(inputResponses === undefined ? {} : { inputResponses }),
    ...(state === undefined ? {} : { requestState: state }),
  }
  return { method, params: paramsFor(own, exchange, envelopeOf(request)), token }
}

/** As the client said it, but roots are never offered. */
const envelopeOf = (request: Request): JsonMessage => {
  const { [keys.version]: version, [keys.client]: info, [keys.logLevel]: level } = metaOf(request)
  const { roots: _roots, ...capabilities } = memberOf(metaOf(request), keys.capabilities)
  return {
    [keys.version]: version,
    [keys.capabilities]: capabilities,
    ...(info === undefined ? {} : { [keys.client]: info }),
    ...(level === undefined ? {} : { [keys.logLevel]: level }),
  }
}

const clientOf = (about: StatelessRequest, ask: AskedClient['ask']): AskedClient => {
  const { exchange, request, reply, house, connection } = about
  const { principal } = exchange.caller
  const level = metaOf(request)[keys.logLevel]
  const least = typeof level === 'string' ? logLevels.indexOf(level) : -1
  if (least >= 0) wantLogOnce(house.connections.audienceOf(house.keyOf(principal)), connection, level)
  return {
    owner: ownerOf(exchange.caller),
    capabilities: memberOf(metaOf(request), keys.capabilities),
    ask: (question) =>
      mayAsk.has(request.method) ? ask(question) : question.refuse(`${request.method} must not end with a question`),
    log(notification) {
      if (least >= 0 && logLevels.indexOf(String(paramsOf(notification)['level'])) >= least) reply.push(notification)
    },
  }
}

const finish = (
  { request, exchange, connection, house }: StatelessRequest,
  turn: Turn,
  response: JsonMessage,
): void => {
  const shown = request.method === 'tools/list' ? screenList(response, exchange) : response
  const capabilities = memberOf(metaOf(request), keys.capabilities)
  const page = connection.greeting.era === 'legacy' ? asInputRequired(shown, capabilities) : undefined
  const complete = page ?? completeAnswer(shown, request.method, connection.greeting)
  const { result } = complete
  if (isRecord(result) && typeof result['requestState'] === 'string') {
    const requestState = house.needs.handles.mark(result['requestState'], ownerOfState(exchange))
    return turn.answer({ result: { ...result, requestState } })
  }
  turn.answer(complete, statusOf(complete, request, connection))
}

/** MCP 2026-07-28, "Protocol Version Header": a method that nobody has is not found; an error of a method that somebody has is an answer. */
const statusOf = ({ error }: JsonMessage, { method }: Request, { greeting }: Connection): number => {
  if (!isRecord(error)) return 200
  if (error['code'] === codes.missingCapability) return 400
  const [feature = ''] = method.split('/')
  const isOffered = (feature === 'completion' ? 'completions' : feature) in greeting.capabilities
  return error['code'] === codes.methodNotFound && !isOffered ? 404 : 200
}

const missing = ({ parkedCalls, connection }: StatelessRequest, parked: ParkedCall): JsonMessage => {
  const inputRequests = Object.fromEntries(
    [...parked.questions].map(([key, { method, params }]) => [key, { method, params }]),
  )
  return {
    resultType: 'input_required',
    ...(parked.questions.size === 0 ? {} : { inputRequests }),
    requestState: parkedCalls.nameOf(parked),
    _meta: { [keys.server]: connection.greeting.serverInfo },
  }
}

const sayMissing = (about: StatelessRequest, parked: ParkedCall): Ended => {
  const { reply, request } = about
  reply.answer({ jsonrpc: '2.0', id: request.id, result: missing(about, parked) })
  return { outcome: 'result', status: 200 }
}
