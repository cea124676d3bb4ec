/** POST /token: a proven grant becomes tokens. RFC 6749 §3.2 */
import { refuseDuplicates } from '@gatehouse/protocol/parameters'
import type { Doors } from '../http/doors.ts'
import type { ClientEndpoint } from '../http/endpoint.ts'
import { json } from '../http/respond.ts'

export const token = ({ issuer }: Doors): ClientEndpoint => ({
  role: 'client',
  method: 'POST',
  path: '/token',
  cache: 'no-store',
  cors: true,
  body: { kind: 'form', limit: 64 * 1024 },
  rateClass: 'open',
  needsAccount: true,
  async handle({ request, form, visit }) {
    refuseDuplicates(form, { mayRepeat: ['resource'] })
    const authorization = request.headers.get('Authorization')
    const client = await issuer.token.authenticateClient({ authorization, form }, visit)
    const grant = issuer.token.grantFor(form, client)
    const proof = await grant.prove(form, client, visit)
    return json(await issuer.token.issueTokens(proof, client, visit)) // signs, seals, then spends and writes in one store verb
  },
})
