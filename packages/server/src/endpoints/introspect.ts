/** POST /introspect: a server asks about a token that it was shown, a client about one that it holds. RFC 7662 §2, RFC 9701 §4 */
import { introspectionResponseType } from '@gatehouse/protocol/introspection'
import { refuseDuplicates } from '@gatehouse/protocol/parameters'
import type { Doors } from '../http/doors.ts'
import type { ClientEndpoint } from '../http/endpoint.ts'
import { json, signed } from '../http/respond.ts'

export const introspect = ({ issuer: { introspection } }: Doors): ClientEndpoint => ({
  role: 'client',
  method: 'POST',
  path: '/introspect',
  cache: 'no-store',
  // Whoever holds a key or a secret is no page of a browser.
  cors: false,
  // Whatever a server was shown as a token, it may ask about.
  body: { kind: 'form', limit: 1152 * 1024 },
  rateClass: 'open',
  needsAccount: true,
  async handle({ request, form, visit }) {
    refuseDuplicates(form, { mayRepeat: [] })
    const authorization = request.headers.get('Authorization')
    const caller = await introspection.authenticate({ authorization, form }, visit)
    const answer = await introspection.introspect(form, caller)
    if (!wantsJwt(request)) return json(answer)
    return signed(introspectionResponseType, await introspection.sign(answer, caller))
  },
})

/** Only whoever names it gets it: `*` means JSON. */
const wantsJwt = (request: Request): boolean => {
  const accepted = (request.headers.get('Accept') ?? '').toLowerCase().split(',')
  return accepted.some((range) => range.split(';')[0]?.trim() === `application/${introspectionResponseType}`)
}
