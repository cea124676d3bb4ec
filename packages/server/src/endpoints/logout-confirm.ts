/** POST /logout/confirm: the person said yes on our own page. What the page carried is checked again. OIDC RP-Initiated Logout §2 */
import { readLogoutRequest } from '@gatehouse/protocol/logout-request'
import { leave } from '../corridor/leave.ts'
import type { Doors } from '../http/doors.ts'
import type { BrowserEndpoint } from '../http/endpoint.ts'

export const logoutConfirm = (doors: Doors): BrowserEndpoint => ({
  role: 'browser',
  form: 'ours',
  method: 'POST',
  path: '/logout/confirm',
  cache: 'no-store',
  cors: false,
  body: { kind: 'form', limit: 16 * 1024 },
  rateClass: 'open',
  needsAccount: true,
  async handle(call) {
    const request = readLogoutRequest(call.form)
    return leave(doors, call, await doors.issuer.people.readLeaving(request, undefined))
  },
})
