/** GET /sign-in: who is there? For a waiting request, or for the account pages. */
import { single } from '@gatehouse/protocol/parameters'
import { showStep, withWaitingRequest } from '../corridor/show-step.ts'
import { ownSignInProps } from '../corridor/page-props.ts'
import type { Doors } from '../http/doors.ts'
import { noBody, type BrowserEndpoint } from '../http/endpoint.ts'
import { pageResponse, seeOther } from '../http/respond.ts'
import { returnTo } from '../http/return-to.ts'
import { signInPage } from '../pages/sign-in.ts'

export const signIn = (doors: Doors): BrowserEndpoint => ({
  role: 'browser',
  method: 'GET',
  path: '/sign-in',
  cache: 'no-store',
  cors: false,
  body: noBody,
  rateClass: 'open',
  needsAccount: true,
  async handle(call) {
    const query = call.query()
    const id = single(query, 'request')
    if (id !== undefined) return withWaitingRequest(doors, call, { id, go: (open) => showStep(doors, call, open) })
    const place = returnTo(single(query, 'return_to'))
    if (await call.signedIn()) return seeOther(doors.at(place))
    return pageResponse(signInPage(ownSignInProps(doors, call, place)))
  },
})
