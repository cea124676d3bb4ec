/** POST /cancel: the way out of the sign-in page. The client is told that nothing was allowed. RFC 6749 §4.1.2.1 */
import { required } from '@gatehouse/protocol/parameters'
import { sendAnswer } from '../corridor/send-answer.ts'
import { showOver, withWaitingRequest } from '../corridor/show-step.ts'
import { requestField } from '../http/csrf.ts'
import type { Doors } from '../http/doors.ts'
import type { BrowserEndpoint } from '../http/endpoint.ts'

export const cancel = (doors: Doors): BrowserEndpoint => ({
  role: 'browser',
  form: 'ours',
  method: 'POST',
  path: '/cancel',
  cache: 'no-store',
  cors: false,
  body: { kind: 'form', limit: 16 * 1024 },
  rateClass: 'open',
  needsAccount: true,
  async handle(call) {
    return withWaitingRequest(doors, call, {
      id: required(call.form, requestField),
      async go(open) {
        const decided = await doors.issuer.authorize.deny(open, call.visit)
        return decided.outcome === 'answered' ? sendAnswer(doors, call, decided.answer) : showOver(doors, call, open)
      },
    })
  },
})
