/** GET /account: leads to what there is of it, the connected apps. */
import type { Doors } from '../http/doors.ts'
import { noBody, type PersonEndpoint } from '../http/endpoint.ts'
import { seeOther } from '../http/respond.ts'

export const account = ({ at }: Doors): PersonEndpoint => ({
  role: 'person',
  method: 'GET',
  path: '/account',
  cache: 'no-store',
  cors: false,
  body: noBody,
  rateClass: 'open',
  needsAccount: true,
  handle: async () => seeOther(at('/account/apps')),
})
