/** GET /consent: where the waiting request stands now; the decision, when the person is known. */
import { required } from '@gatehouse/protocol/parameters'
import { showStep, withWaitingRequest } from '../corridor/show-step.ts'
import { requestField } from '../http/csrf.ts'
import type { Doors } from '../http/doors.ts'
import { noBody, type BrowserEndpoint } from '../http/endpoint.ts'

export const consent = (doors: Doors): BrowserEndpoint => ({
  role: 'browser',
  method: 'GET',
  path: '/consent',
  cache: 'no-store',
  cors: false,
  body: noBody,
  rateClass: 'open',
  needsAccount: true,
  async handle(call) {
    const id = required(call.query(), requestField)
    return withWaitingRequest(doors, call, { id, go: (open) => showStep(doors, call, open) })
  },
})
