/** GET /authorize/claim: the first browser that opens the one-time link of a posted request has the request from then on. */
import { required } from '@gatehouse/protocol/parameters'
import { showExpired } from '../corridor/show-step.ts'
import type { Doors } from '../http/doors.ts'
import { noBody, type BrowserEndpoint } from '../http/endpoint.ts'
import { seeOther } from '../http/respond.ts'

export const claimRequest = (doors: Doors): BrowserEndpoint => ({
  role: 'browser',
  method: 'GET',
  path: '/authorize/claim',
  cache: 'no-store',
  cors: false,
  body: noBody,
  rateClass: 'open',
  needsAccount: true,
  async handle(call) {
    const query = call.query()
    const id = required(query, 'request')
    const open = await doors.issuer.authorize.claim(id, required(query, 'handle'), call.browserSecret)
    return open ? seeOther(doors.at(`/consent?request=${open.pending.id}`)) : showExpired(doors, call)
  },
})
