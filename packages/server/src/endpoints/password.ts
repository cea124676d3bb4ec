/** GET /account/password: the form for another password, with what it will end. */
import { passwordProps } from '../corridor/account-props.ts'
import type { Doors } from '../http/doors.ts'
import { noBody, type PersonEndpoint } from '../http/endpoint.ts'
import { pageResponse } from '../http/respond.ts'
import { passwordPage } from '../pages/password.ts'

export const password = (doors: Doors): PersonEndpoint => ({
  role: 'person',
  method: 'GET',
  path: '/account/password',
  cache: 'no-store',
  cors: false,
  body: noBody,
  rateClass: 'open',
  needsAccount: true,
  handle: async (call) => pageResponse(passwordPage(passwordProps(doors, call))),
})
