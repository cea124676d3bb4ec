/** GET /signed-out: says that it is done, and shows nothing of anybody. */
import { readDeed } from '../http/deed.ts'
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
  async handle(call) {
    const deed = readDeed(doors.digest, call.browserSecret, call.query())
    const withApps = deed?.done === 'signed-out-with-apps'
    const isEverywhere = withApps || deed?.done === 'signed-out-everywhere'
    return pageResponse(
      signedOutPage({
        ...doors.frame(call),
        signInPath: doors.at('/sign-in?return_to=/account/apps'),
        everywhere: isEverywhere ? { withApps } : undefined,
      }),
    )
  },
})
