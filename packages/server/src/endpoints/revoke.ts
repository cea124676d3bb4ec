/** POST /revoke: a client gives a token back. 200 also for one that is unknown: it is dead. RFC 7009 §2 */
import { refuseDuplicates } from '@gatehouse/protocol/parameters'
import type { Doors } from '../http/doors.ts'
import type { ClientEndpoint } from '../http/endpoint.ts'
import { empty } from '../http/respond.ts'

export const revoke = ({ issuer }: Doors): ClientEndpoint => ({
  role: 'client',
  method: 'POST',
  path: '/revoke',
  cache: 'no-store',
  cors: true,
  body: { kind: 'form', limit: 64 * 1024 },
  rateClass: 'open',
  needsAccount: true,
  async handle({ request, form, visit }) {
    refuseDuplicates(form, { mayRepeat: [] })
    const authorization = request.headers.get('Authorization')
    const client = await issuer.token.authenticateClient({ authorization, form }, visit)
    await issuer.token.revoke(form, client, visit)
    return empty(200)
  },
})
