/**
 * POST /logout: the same wish as a form of the app. A POST from another site brings no cookie of ours, so it goes on as a link; without the
 * ID token, which has no place in an address: the person is asked. OIDC RP-Initiated Logout §2
 */
import { readLogoutRequest } from '@gatehouse/protocol/logout-request'
import { joinParameters } from '@gatehouse/protocol/parameters'
import type { Doors } from '../http/doors.ts'
import type { BrowserEndpoint } from '../http/endpoint.ts'
import { seeOther } from '../http/respond.ts'

export const logoutPost = (doors: Doors): BrowserEndpoint => ({
  role: 'browser',
  form: 'foreign',
  method: 'POST',
  path: '/logout',
  cache: 'no-store',
  cors: false,
  body: { kind: 'form', limit: 16 * 1024 },
  rateClass: 'open',
  needsAccount: true,
  async handle(call) {
    const request = readLogoutRequest(joinParameters(call.query(), call.form))
    const { client, onward } = await doors.issuer.people.readLeaving(request, undefined)
    const kept = {
      ...(client && { client_id: client.id }),
      ...(onward && { post_logout_redirect_uri: onward.uri }),
      ...(onward && request.state !== undefined && { state: request.state }),
    }
    return seeOther(doors.at(`/logout?${new URLSearchParams(kept).toString()}`))
  },
})
