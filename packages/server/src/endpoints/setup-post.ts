/** POST /setup: the first account. Of two who try, one wins; the link is void afterwards. */
import type { AccountRefused } from '@gatehouse/issuer/people/accounts'
import { single } from '@gatehouse/protocol/parameters'
import { passwordWord } from '../corridor/new-password.ts'
import { setupForm, showSetupOver } from '../corridor/setup-form.ts'
import { sessionCookie, withCookie } from '../http/cookies.ts'
import type { Doors } from '../http/doors.ts'
import type { BrowserEndpoint } from '../http/endpoint.ts'
import { pageResponse, seeOther } from '../http/respond.ts'
import { setupPage, type SetupProblems } from '../pages/setup.ts'

export const setupPost = (doors: Doors): BrowserEndpoint => ({
  role: 'browser',
  form: 'ours',
  method: 'POST',
  path: '/setup',
  cache: 'no-store',
  cors: false,
  body: { kind: 'form', limit: 16 * 1024 },
  rateClass: 'setup',
  needsAccount: false,
  async handle(call) {
    const { people } = doors.issuer
    const { form, visit, browserSecret } = call
    const setupSecret = single(form, 'link') ?? ''
    const username = single(form, 'username')
    const email = single(form, 'email')
    const account = { name: username ?? '', email, password: single(form, 'password') ?? '', isAdmin: true }
    const made = await people.createFirst(account, { setupSecret }, visit)
    if (made.outcome === 'refused') {
      const again = { form: setupForm(doors, call, setupSecret), username, email, problems: problemsOf(made) }
      return pageResponse(setupPage({ ...doors.frame(call), ...again }))
    }
    if (made.outcome !== 'created') return showSetupOver(doors, call)
    const signed = await people.signInCreated(made.user, browserSecret, visit)
    return withCookie(seeOther(doors.at('/')), sessionCookie(signed.cookieValue, signed.expiresAt, doors.isSecure))
  },
})

/** The page has words for these. */
const problemsOf = ({ field, problem }: AccountRefused): SetupProblems => {
  const isTaken = problem === 'taken'
  switch (field) {
    case 'name':
      return { username: isTaken ? 'taken' : problem === 'missing' ? 'missing' : 'invalid' }
    case 'email':
      return { email: isTaken ? 'taken' : 'invalid' }
    case 'password':
      return { password: passwordWord(problem) }
  }
}
