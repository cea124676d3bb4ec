/** GET /logout: an app sends a person here to sign out. With an ID token of this very session it is done; otherwise the person is asked. OIDC RP-Initiated Logout §2 */
import { readLogoutRequest, type LogoutRequest } from '@gatehouse/protocol/logout-request'
import type { Leaving } from '@gatehouse/issuer/people/leave'
import { shownClient, shownDestination } from '../corridor/shown.ts'
import { leave } from '../corridor/leave.ts'
import { ourForm } from '../http/csrf.ts'
import type { Doors } from '../http/doors.ts'
import { noBody, type BrowserCall, type BrowserEndpoint } from '../http/endpoint.ts'
import { pageResponse, seeOther } from '../http/respond.ts'
import { logoutPage } from '../pages/logout.ts'

export const logout = (doors: Doors): BrowserEndpoint => ({
  role: 'browser',
  method: 'GET',
  path: '/logout',
  cache: 'no-store',
  cors: false,
  body: noBody,
  rateClass: 'open',
  needsAccount: true,
  async handle(call) {
    const request = readLogoutRequest(call.query())
    const signedIn = await call.signedIn()
    const leaving = await doors.issuer.people.readLeaving(request, signedIn)
    if (leaving.isProven) return leave(doors, call, leaving)
    if (!signedIn && !leaving.onward) return seeOther(doors.at('/signed-out'))
    return ask(doors, call, { request, leaving })
  },
})

interface Asked {
  readonly request: LogoutRequest
  readonly leaving: Leaving
}

const ask = async (doors: Doors, call: BrowserCall, { request, leaving }: Asked): Promise<Response> => {
  const { client, onward } = leaving
  const { post_logout_redirect_uri, state } = onward ? request : {}
  const form = ourForm(
    doors.digest,
    { path: '/logout/confirm', browserSecret: call.browserSecret },
    { action: doors.at('/logout/confirm'), fields: { client_id: client?.id, post_logout_redirect_uri, state } },
  )
  return pageResponse(
    logoutPage({
      ...doors.frame(call),
      form,
      person: (await call.signedIn())?.user,
      client: client && shownClient(client),
      destination: onward && shownDestination(onward.uri),
      homePath: doors.at('/'),
    }),
  )
}
