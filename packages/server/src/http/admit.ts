/**
 * The checks before an endpoint, in one order for all of them: rate, first account, body, form of ours, person. What comes out is a call,
 * or the answer of whoever may not come in.
 */
import type { Visit } from '@gatehouse/issuer/visit'
import { refuse } from '@gatehouse/protocol/errors'
import { parseParameters, type Parameters } from '@gatehouse/protocol/parameters'
import { readBody } from './body.ts'
import { browserCookie, readBrowserSecret, readCookie, withCookie } from './cookies.ts'
import { isCrossSite, isFromHere, isOurForm } from './csrf.ts'
import type { Doors } from './doors.ts'
import { isForPeople } from './endpoint.ts'
import type { BrowserCall, BrowserEndpoint, Call, Endpoint, PersonEndpoint } from './endpoint.ts'
import { errorHtml } from './error-response.ts'
import { takePlace } from './rate-limit.ts'

const noParameters: Parameters = new Map()

export type Enter = (endpoint: Endpoint, request: Request, visit: Visit) => Promise<Response>

/** The answer for whoever must sign in first. */
export type SignInFirst = (doors: Doors, endpoint: PersonEndpoint, call: BrowserCall) => Promise<Response>

export const admit = (doors: Doors, signInFirst: SignInFirst): Enter => {
  const refuseUnclaimed = claimCheck(doors)
  const browser = browserRoom(doors, signInFirst)
  return async (endpoint, request, visit) => {
    await takePlace(doors, endpoint.rateClass, visit)
    if (endpoint.needsAccount) {
      const unclaimed = await refuseUnclaimed(endpoint, visit)
      if (unclaimed) return unclaimed
    }
    const { body } = endpoint
    const text = body.kind === 'none' ? '' : await readBody(request, body)
    const url = new URL(request.url)
    const call: Call = {
      request,
      path: url.pathname,
      query: () => parseParameters(url.search.slice(1)),
      form: body.kind === 'form' ? parseParameters(text) : noParameters,
      text,
      visit,
    }
    return isForPeople(endpoint) ? browser(endpoint, call) : endpoint.handle(call)
  }
}

/** Once claimed, always claimed: asked until the first yes. */
const claimCheck = (doors: Doors) => {
  let isClaimed = false
  return async (endpoint: Endpoint, visit: Visit): Promise<Response | undefined> => {
    isClaimed ||= await doors.issuer.people.isClaimed()
    if (isClaimed) return undefined
    const error = refuse('temporarily_unavailable', 'this server is not set up yet: it has no account')
    if (!isForPeople(endpoint)) throw error
    return errorHtml(doors, error, { visit, kind: 'unclaimed' })
  }
}

const browserRoom =
  (doors: Doors, signInFirst: SignInFirst) =>
  async (endpoint: BrowserEndpoint | PersonEndpoint, call: Call): Promise<Response> => {
    const { request } = call
    const known = readBrowserSecret(request, doors.isSecure)
    const browserSecret = known ?? doors.ids.secret()
    const browserCall: BrowserCall = {
      ...call,
      browserSecret,
      isCrossSite: isCrossSite(request),
      signedIn: once(() => doors.issuer.people.findSignedIn(readCookie(request, 'session', doors.isSecure))),
    }
    if (endpoint.form === 'ours' && known === undefined) return notAccepted(doors, call, 'otherBrowser')
    const response = await handle({ doors, signInFirst }, endpoint, browserCall)
    const isNew = known === undefined && endpoint.method === 'GET'
    return isNew ? withCookie(response, browserCookie(browserSecret, doors.isSecure)) : response
  }

const handle = async (
  { doors, signInFirst }: { readonly doors: Doors; readonly signInFirst: SignInFirst },
  endpoint: BrowserEndpoint | PersonEndpoint,
  call: BrowserCall,
): Promise<Response> => {
  const { path, form } = endpoint
  if (form === 'ours' && !isFromHere(call.request, doors.origin)) return notAccepted(doors, call, 'notOurForm')
  const person = endpoint.role === 'person' ? await call.signedIn() : undefined
  if (endpoint.role === 'person' && !person) return signInFirst(doors, endpoint, call)
  const { browserSecret } = call
  if (form === 'ours' && !isOurForm(doors.digest, call.form, { path, browserSecret, userId: person?.user.id })) {
    return notAccepted(doors, call, 'notOurForm')
  }
  if (endpoint.role === 'browser') return endpoint.handle(call)
  if (!person) throw new Error('a person was required above')
  return endpoint.handle({ ...call, person })
}

const notAccepted = (doors: Doors, { visit }: Call, kind: 'otherBrowser' | 'notOurForm'): Response => {
  const error = refuse('access_denied', 'the form was not one that this server showed to this browser', { status: 403 })
  return errorHtml(doors, error, { visit, kind })
}

const once = <T>(ask: () => Promise<T>): (() => Promise<T>) => {
  let answer: Promise<T> | undefined
  return () => (answer ??= ask())
}
