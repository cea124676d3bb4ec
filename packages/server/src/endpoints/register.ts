/** POST /register: a stranger's program becomes a client. RFC 7591 §3 */
import { parseJson } from '@gatehouse/protocol/json'
import type { Doors } from '../http/doors.ts'
import type { PublicEndpoint } from '../http/endpoint.ts'
import { json } from '../http/respond.ts'

export const register = ({ issuer }: Doors): PublicEndpoint => ({
  role: 'public',
  method: 'POST',
  path: '/register',
  cache: 'no-store',
  cors: true,
  body: { kind: 'json', limit: 16 * 1024 },
  rateClass: 'register',
  needsAccount: true,
  async handle({ text, visit }) {
    const wish = parseJson(text, { refusal: 'invalid_client_metadata' })
    return json(await issuer.clients.register(wish, visit), 201)
  },
})
