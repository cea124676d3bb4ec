/** GET /authorize: a client asks for a person's consent. Errors stay here until the place of the answer is proven. RFC 6749 §4.1.1 */
import { receiveRequest } from '../corridor/receive-request.ts'
import { showStep } from '../corridor/show-step.ts'
import type { Doors } from '../http/doors.ts'
import { noBody, type BrowserEndpoint } from '../http/endpoint.ts'

export const authorize = (doors: Doors): BrowserEndpoint => ({
  role: 'browser',
  method: 'GET',
  path: '/authorize',
  cache: 'no-store',
  cors: false,
  body: noBody,
  rateClass: 'authorize',
  needsAccount: true,
  async handle(call) {
    const { isCrossSite, browserSecret } = call
    const received = await receiveRequest(doors, call, {
      parameters: call.query(),
      arrival: { isCrossSite, browserSecret },
    })
    return received instanceof Response ? received : showStep(doors, call, received)
  },
})
