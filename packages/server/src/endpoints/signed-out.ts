/** GET /signed-out: says that it is done, and shows nothing of anybody. */
import type { Doors } from '../http/doors.ts'
import { noBody, type BrowserEndpoint } from '../http/endpoint.ts'
import { pageResponse } from '../http/respond.ts'
import { signedOutPage } from '../pages/signed-out.ts'

export const signedOut = (doors: Doors): BrowserEndpoint => ({
  role: 'browser',
  method: 'GET',
  path: '/signed-out',
  cache: 'no-store',
  cors: false,
  body: noBody,
  rateClass: 'open',
  needsAccount: false,
  handle: async (call) =>
    pageResponse(signedOutPage({ ...doors.frame(call), signInPath: doors.at('/sign-in?return_to=/account/apps') })),
})
