/**
 * POST /authorize: the same request as a form of the client. A POST from another site brings no cookie of ours, so it is answered by a
 * link that works once, and the browser is looked at only there. OIDC Core §3.1.2.1
 */
import { joinParameters } from '@gatehouse/protocol/parameters'
import { receiveRequest } from '../corridor/receive-request.ts'
import type { Doors } from '../http/doors.ts'
import type { BrowserEndpoint } from '../http/endpoint.ts'
import { seeOther } from '../http/respond.ts'

export const authorizePost = (doors: Doors): BrowserEndpoint => ({
  role: 'browser',
  form: 'foreign',
  method: 'POST',
  path: '/authorize',
  cache: 'no-store',
  cors: false,
  body: { kind: 'form', limit: 16 * 1024 },
  rateClass: 'authorize',
  needsAccount: true,
  async handle(call) {
    const handle = doors.ids.secret()
    const received = await receiveRequest(doors, call, {
      parameters: joinParameters(call.query(), call.form),
      arrival: { isCrossSite: true, handle },
    })
    if (received instanceof Response) return received
    return seeOther(doors.at(`/authorize/claim?request=${received.pending.id}&handle=${handle}`))
  },
})
