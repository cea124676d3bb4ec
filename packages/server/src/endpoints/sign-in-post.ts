/** POST /sign-in: name and password become a session, and the person goes on to where they were going. */
import { single } from '@gatehouse/protocol/parameters'
import { ownSignInProps, signInProps } from '../corridor/page-props.ts'
import { withWaitingRequest } from '../corridor/show-step.ts'
import { sessionCookie, withCookie } from '../http/cookies.ts'
import { requestField } from '../http/csrf.ts'
import type { Doors } from '../http/doors.ts'
import type { BrowserCall, BrowserEndpoint } from '../http/endpoint.ts'
import { pageResponse, seeOther } from '../http/respond.ts'
import { returnTo } from '../http/return-to.ts'
import { signInPage, type SignInProblem, type SignInProps } from '../pages/sign-in.ts'

export const signInPost = (doors: Doors): BrowserEndpoint => ({
  role: 'browser',
  form: 'ours',
  method: 'POST',
  path: '/sign-in',
  cache: 'no-store',
  cors: false,
  body: { kind: 'form', limit: 16 * 1024 },
  rateClass: 'open',
  needsAccount: true,
  async handle(call) {
    const id = single(call.form, requestField)
    const place = returnTo(single(call.form, 'return_to'))
    if (id === undefined) return attempt(doors, call, { props: ownSignInProps(doors, call, place), goOn: place })
    const goOn = `/consent?request=${encodeURIComponent(id)}`
    return withWaitingRequest(doors, call, {
      id,
      go: async (open) => attempt(doors, call, { props: await signInProps(doors, call, open), goOn }),
    })
  },
})

interface Attempt {
  /** The page to show again when this was not right. */
  readonly props: SignInProps
  readonly goOn: string
}

const attempt = async (doors: Doors, call: BrowserCall, { props, goOn }: Attempt): Promise<Response> => {
  const { people } = doors.issuer
  const username = single(call.form, 'username')
  const password = single(call.form, 'password')
  const again = (problem: SignInProblem): Response => pageResponse(signInPage({ ...props, username, problem }))
  if (username === undefined || password === undefined) {
    const fields = [username ?? 'username', password ?? 'password']
    return again({
      kind: 'missing',
      fields: (['username', 'password'] as const).filter((field) => fields.includes(field)),
    })
  }
  const outcome = await people.signIn({ name: username, password, browserSecret: call.browserSecret }, call.visit)
  if (outcome.outcome === 'refused') return again({ kind: 'wrong' })
  if (outcome.outcome === 'tooMany') return again({ kind: 'tooMany', wait: outcome.retryAfter })
  const before = await call.signedIn()
  if (before) await people.signOut(before, call.visit)
  return withCookie(seeOther(doors.at(goOn)), sessionCookie(outcome.cookieValue, outcome.expiresAt, doors.isSecure))
}
