/** An authorization request arrives: who asks, where may the answer go, and is the request whole? House.md, rooms 1 to 3. RFC 6749 §4.1.2.1 */
import type { Arrival } from '@gatehouse/issuer/authorize/check-request'
import type { OpenRequest } from '@gatehouse/issuer/authorize/corridor'
import type { ReplyAddress } from '@gatehouse/issuer/authorize/identify-client'
import {
  readAuthorizationRequest,
  readClientAndRedirect,
  type ClientAndRedirect,
} from '@gatehouse/protocol/authorization-request'
import { OAuthError } from '@gatehouse/protocol/errors'
import { namesDocument } from '@gatehouse/protocol/metadata/client-id-url'
import type { Parameters } from '@gatehouse/protocol/parameters'
import type { Doors } from '../http/doors.ts'
import type { Call } from '../http/endpoint.ts'
import { errorHtml, logRefusal } from '../http/error-response.ts'
import { sendAnswer } from './send-answer.ts'

export interface Received {
  readonly parameters: Parameters
  readonly arrival: Arrival
}

/** The stored request; or the answer when it is refused: a page until the reply address is proven, a redirect afterwards. */
export const receiveRequest = async (
  doors: Doors,
  call: Call,
  { parameters, arrival }: Received,
): Promise<OpenRequest | Response> => {
  const { authorize } = doors.issuer
  const reply = await identify(doors, call, readClientAndRedirect(parameters))
  if (reply instanceof Response) return reply
  try {
    return await authorize.checkRequest(reply, readAuthorizationRequest(parameters), arrival)
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error
    return sendAnswer(doors, call, authorize.answerError(reply, error))
  }
}

/** The page says which of the two is wrong: that is what a person can do something about. */
const identify = async (doors: Doors, call: Call, named: ClientAndRedirect): Promise<ReplyAddress | Response> => {
  try {
    return await doors.issuer.authorize.identifyClient(named, call.visit)
  } catch (error) {
    if (!(error instanceof OAuthError) || error.code !== 'invalid_request') throw error
    logRefusal(doors.log, error, { traceId: call.visit.traceId, clientId: named.client_id })
    const isAddress = error.parameter === 'redirect_uri' && named.redirect_uri !== undefined
    const unknown = namesDocument(named.client_id ?? '') ? 'unidentifiedClient' : 'unknownClient'
    const kind = error.parameter === 'client_id' ? unknown : isAddress ? 'badAddress' : undefined
    return errorHtml(doors, error, { visit: call.visit, kind })
  }
}
