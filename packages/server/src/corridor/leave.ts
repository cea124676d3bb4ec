/** The session ends here and at once, and the browser goes on to where the app registered, or to a page of ours. OIDC RP-Initiated Logout §3 */
import type { Leaving } from '@gatehouse/issuer/people/leave'
import { endSessionCookie, withCookie } from '../http/cookies.ts'
import type { Doors } from '../http/doors.ts'
import type { BrowserCall } from '../http/endpoint.ts'
import { seeOther } from '../http/respond.ts'

export const leave = async (doors: Doors, call: BrowserCall, { onward }: Leaving): Promise<Response> => {
  const signedIn = await call.signedIn()
  if (signedIn) await doors.issuer.people.signOut(signedIn, call.visit)
  return withCookie(seeOther(onward?.url ?? doors.at('/signed-out')), endSessionCookie(doors.isSecure))
}
