/** The answer leaves for its proven address: by a 303, or by a form when the client asked for one. RFC 6749 §4.1.2, RFC 9207 §2 */
import type { AuthorizationAnswer } from '@gatehouse/issuer/authorize/corridor'
import {
  authorizationResponseUrl,
  formPostFields,
  type AuthorizationAnswer as WireAnswer,
} from '@gatehouse/protocol/authorization-response'
import type { Doors } from '../http/doors.ts'
import type { Call } from '../http/endpoint.ts'
import { pageResponse, seeOther } from '../http/respond.ts'
import { formPostPage } from '../pages/form-post.ts'
import { shownDestination } from './shown.ts'

export const sendAnswer = (doors: Doors, call: Call, { reply, parameters }: AuthorizationAnswer): Response => {
  const { client, redirectUri, state, responseMode } = reply
  const { traceId } = call.visit
  if ('error' in parameters) doors.log.info('authorization.refused', { traceId, clientId: client.id, ...parameters })
  const answer: WireAnswer = {
    iss: doors.issuer.policy.issuer,
    ...(state === undefined ? {} : { state }),
    ...parameters,
  }
  // Only web addresses take a form; an app's own scheme gets the answer in its URI.
  if (responseMode === 'query' || !/^https?:/.test(redirectUri)) {
    return seeOther(authorizationResponseUrl(redirectUri, answer))
  }
  const fields = formPostFields(answer).map(([name, value]) => ({ name, value }))
  return pageResponse(
    formPostPage({ ...doors.frame(call), redirectUri, destination: shownDestination(redirectUri), fields }),
  )
}
