/** POST /register: a stranger's program becomes a client. RFC 7591 §3 */
import { parseJson } from '@gatehouse/protocol/json'
import { registrationBody } from '../corridor/registration-body.ts'
import type { Doors } from '../http/doors.ts'
import type { PublicEndpoint } from '../http/endpoint.ts'
import { json } from '../http/respond.ts'

export const register = (doors: Doors): PublicEndpoint => ({
  role: 'public',
  method: 'POST',
  path: '/register',
  cache: 'no-store',
  cors: true,
  body: { kind: 'json', limit: 16 * 1024 },
  rateClass: 'register',
  needsAccount: true,
  async handle({ request, text, visit }) {
    const body = parseJson(text, { refusal: 'invalid_client_metadata' })
    const authorization = request.headers.get('Authorization')
    return json(registrationBody(doors, await doors.issuer.clients.register({ body, authorization }, visit)), 201)
  },
})
