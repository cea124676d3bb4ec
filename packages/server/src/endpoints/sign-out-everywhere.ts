/** POST /account/sign-out-everywhere: every session of the person ends at once, this one, too; with `apps`, every grant as well. */
import { single } from '@gatehouse/protocol/parameters'
import { endSessionCookie, withCookie } from '../http/cookies.ts'
import { deedQuery } from '../http/deed.ts'
import type { Doors } from '../http/doors.ts'
import type { PersonEndpoint } from '../http/endpoint.ts'
import { seeOther } from '../http/respond.ts'

export const signOutEverywhere = (doors: Doors): PersonEndpoint => ({
  role: 'person',
  form: 'ours',
  method: 'POST',
  path: '/account/sign-out-everywhere',
  cache: 'no-store',
  cors: false,
  body: { kind: 'form', limit: 16 * 1024 },
  rateClass: 'open',
  needsAccount: true,
  async handle({ form, person, browserSecret, visit }) {
    const withApps = single(form, 'apps') === 'disconnect'
    await doors.issuer.people.signOutEverywhere(person, { withApps }, visit)
    const done = withApps ? 'signed-out-with-apps' : 'signed-out-everywhere'
    const next = seeOther(doors.at(`/signed-out?${deedQuery(doors.digest, browserSecret, { done })}`))
    return withCookie(next, endSessionCookie(doors.isSecure))
  },
})
