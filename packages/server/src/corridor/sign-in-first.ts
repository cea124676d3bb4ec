/**
 * Somebody who is not signed in, or not any more, at a door for persons: a page opens after signing in, and a form changes nothing. What was
 * posted is not kept: the sign-in page says that it was not done, and leads back to where it can be done again.
 */
import { single } from '@gatehouse/protocol/parameters'
import { requestField } from '../http/csrf.ts'
import type { Doors } from '../http/doors.ts'
import type { BrowserCall, PersonEndpoint } from '../http/endpoint.ts'
import { pageResponse, seeOther } from '../http/respond.ts'
import { signInPage } from '../pages/sign-in.ts'
import { ownSignInProps, signInProps } from './page-props.ts'
import { withWaitingRequest } from './show-step.ts'

export const signInFirst = async (doors: Doors, endpoint: PersonEndpoint, call: BrowserCall): Promise<Response> => {
  const { method, path } = endpoint
  if (method === 'GET') return seeOther(doors.at(`/sign-in?return_to=${path}`))
  const problem = { kind: 'signedOut' } as const
  const id = single(call.form, requestField)
  if (id === undefined) return pageResponse(signInPage({ ...ownSignInProps(doors, call, pageOf(path)), problem }))
  return withWaitingRequest(doors, call, {
    id,
    go: async (open) => pageResponse(signInPage({ ...(await signInProps(doors, call, open)), problem })),
  })
}

/** Where the forms of the account stand. */
const pageOf = (path: string): string =>
  ['/account/apps', '/account/password'].find((page) => path.startsWith(page)) ?? '/account'
