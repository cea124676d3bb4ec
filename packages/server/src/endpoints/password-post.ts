/** POST /account/password: whoever knows the current password sets another one, and goes on in this browser alone. */
import { single } from '@gatehouse/protocol/parameters'
import { passwordProps } from '../corridor/account-props.ts'
import { passwordWord } from '../corridor/new-password.ts'
import { sessionCookie, withCookie } from '../http/cookies.ts'
import { deedQuery } from '../http/deed.ts'
import type { Doors } from '../http/doors.ts'
import type { PersonEndpoint } from '../http/endpoint.ts'
import { pageResponse, seeOther } from '../http/respond.ts'
import { passwordPage, type PasswordProblems } from '../pages/password.ts'

export const passwordPost = (doors: Doors): PersonEndpoint => ({
  role: 'person',
  form: 'ours',
  method: 'POST',
  path: '/account/password',
  cache: 'no-store',
  cors: false,
  body: { kind: 'form', limit: 16 * 1024 },
  rateClass: 'open',
  needsAccount: true,
  async handle(call) {
    const { form, person, browserSecret, visit } = call
    const again = (problems: PasswordProblems): Response =>
      pageResponse(passwordPage({ ...passwordProps(doors, call), problems }))
    const [current, next] = [single(form, 'current'), single(form, 'password')]
    if (current === undefined || next === undefined) {
      return again({
        current: current === undefined ? 'missing' : undefined,
        password: next === undefined ? 'missing' : undefined,
      })
    }
    const changed = await doors.issuer.people.changePassword(person, { current, next, browserSecret }, visit)
    switch (changed.outcome) {
      case 'refused':
        return again({ password: passwordWord(changed.problem) })
      case 'wrong':
        return again({ current: 'wrong' })
      case 'tooMany':
        return again({ wait: changed.retryAfter })
      case 'changedSince':
        return seeOther(doors.at('/sign-in?return_to=/account'))
      case 'changed': {
        const words = deedQuery(doors.digest, browserSecret, { done: 'password-changed' })
        const home = seeOther(doors.at(`/account?${words}`))
        return withCookie(home, sessionCookie(changed.cookieValue, changed.expiresAt, doors.isSecure))
      }
    }
  },
})
