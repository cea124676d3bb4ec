/** GET, POST /userinfo: who the person behind an access token is. The token comes in a header or a form, never in an address. OIDC Core §5.3, RFC 6750 §2, §3 */
import { parseBearer } from '@gatehouse/protocol/bearer'
import { formatChallenge } from '@gatehouse/protocol/challenge'
import { OAuthError, refuse, toErrorBody } from '@gatehouse/protocol/errors'
import { single } from '@gatehouse/protocol/parameters'
import { openId } from '@gatehouse/protocol/scope'
import type { Doors } from '../http/doors.ts'
import { noBody, type Call, type PublicEndpoint } from '../http/endpoint.ts'
import { logRefusal } from '../http/error-response.ts'
import { empty, json } from '../http/respond.ts'

export const userinfo = (doors: Doors): readonly PublicEndpoint[] => {
  const shared = {
    role: 'public',
    path: '/userinfo',
    cache: 'no-store',
    cors: true,
    rateClass: 'open',
    needsAccount: true,
    handle: (call: Call) => tell(doors, call),
  } as const
  return [
    { ...shared, method: 'GET', body: noBody },
    { ...shared, method: 'POST', body: { kind: 'form', limit: 64 * 1024, mayBeAbsent: true } },
  ]
}

const tell = async ({ issuer, log }: Doors, call: Call): Promise<Response> => {
  const { request, path, visit } = call
  try {
    const token = readToken(call)
    if (token === undefined) return empty(401, { 'WWW-Authenticate': challenge() })
    return json(await issuer.token.userinfo(token))
  } catch (error) {
    if (!(error instanceof OAuthError) || error.status >= 500) throw error
    logRefusal(log, error, { ...visit, method: request.method, path })
    return json(toErrorBody(error), error.status, {
      'WWW-Authenticate': challenge(error),
      'Gatehouse-Trace': visit.traceId,
    })
  }
}

/** By one way only. RFC 6750 §2 */
const readToken = ({ request, form }: Call): string | undefined => {
  const bearer = parseBearer(request.headers.get('Authorization'))
  const inForm = single(form, 'access_token')
  if ('absent' in bearer) return inForm
  if (inForm === undefined) return bearer.token
  throw refuse('invalid_request', 'the access token is sent in two ways at once: use one', {
    parameter: 'access_token',
  })
}

/** Without a token there is nothing to be wrong about. RFC 6750 §3.1 */
const challenge = (error?: OAuthError): string =>
  formatChallenge({
    scheme: 'Bearer',
    realm: 'gatehouse',
    scope: [openId],
    ...(error === undefined ? {} : { error: error.code, errorDescription: error.description }),
  })
