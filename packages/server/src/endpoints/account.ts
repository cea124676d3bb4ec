/** GET /account: who the person is here, and where they are signed in. */
import { accountFrame, personForm } from '../corridor/account-props.ts'
import { readDeed, type Deed } from '../http/deed.ts'
import type { Doors } from '../http/doors.ts'
import { noBody, type PersonEndpoint } from '../http/endpoint.ts'
import { pageResponse } from '../http/respond.ts'
import { accountPage, type AccountProps } from '../pages/account.ts'

export const account = (doors: Doors): PersonEndpoint => ({
  role: 'person',
  method: 'GET',
  path: '/account',
  cache: 'no-store',
  cors: false,
  body: noBody,
  rateClass: 'open',
  needsAccount: true,
  async handle(call) {
    const { digest, clock, issuer } = doors
    const { person, browserSecret } = call
    const sessions = await issuer.people.sessions(person)
    const isHere = ({ id }: (typeof sessions)[number]): boolean => id === person.session.id
    const inOrder = [...sessions.filter(isHere), ...sessions.filter((session) => !isHere(session))]
    return pageResponse(
      accountPage({
        ...accountFrame(doors, call),
        now: clock.now(),
        person: person.user,
        sessions: inOrder.map((session) => ({
          userAgent: session.userAgent,
          since: session.authTime,
          source: session.source,
          end: isHere(session)
            ? undefined
            : personForm(doors, call, { path: '/account/sessions/end', fields: { session: session.id } }),
        })),
        passwordPath: doors.at('/account/password'),
        signOutEverywhere: personForm(doors, call, { path: '/account/sign-out-everywhere' }),
        outcome: outcomeOf(readDeed(digest, browserSecret, call.query())),
      }),
    )
  },
})

const outcomeOf = (deed: Deed | undefined): AccountProps['outcome'] => {
  if (deed?.done === 'session-ended') return 'ended'
  return deed?.done === 'password-changed' ? 'passwordChanged' : undefined
}
