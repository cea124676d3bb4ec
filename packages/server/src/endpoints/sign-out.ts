/** POST /sign-out: ends the session, here and at once; a waiting request goes on with somebody else. */
import { single } from '@gatehouse/protocol/parameters'
import { endSessionCookie, withCookie } from '../http/cookies.ts'
import { requestField } from '../http/csrf.ts'
import type { Doors } from '../http/doors.ts'
import type { BrowserEndpoint } from '../http/endpoint.ts'
import { seeOther } from '../http/respond.ts'

export const signOut = (doors: Doors): BrowserEndpoint => ({
  role: 'browser',
  form: 'ours',
  method: 'POST',
  path: '/sign-out',
  cache: 'no-store',
  cors: false,
  body: { kind: 'form', limit: 16 * 1024 },
  rateClass: 'open',
  needsAccount: true,
  async handle(call) {
    const signedIn = await call.signedIn()
    if (signedIn) await doors.issuer.people.signOut(signedIn, call.visit)
    const request = single(call.form, requestField)
    const next = request === undefined ? '/signed-out' : `/consent?request=${encodeURIComponent(request)}`
    return withCookie(seeOther(doors.at(next)), endSessionCookie(doors.isSecure))
  },
})
