/**
 * What a door is: a method, a path, the data from which app.ts derives every check, and what happens when all checks have passed.
 * The route table is the list of these; the matrices of the tests are made from it.
 */
import type { SignedIn } from '@gatehouse/issuer/people/sign-in'
import type { Visit } from '@gatehouse/issuer/visit'
import type { Parameters } from '@gatehouse/protocol/parameters'
import type { RateClass } from './rate-limit.ts'

interface Door {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Below the path of the issuer, if it has one. Its last segment may be `{a_name}`: any one segment, not empty. */
  readonly path: string
  /** A well-known name or a probe: stands at the root whatever the path of the issuer is. */
  readonly isAtRoot?: true
  /** Also answers below its path (`/assets/...`), and says 404 itself. */
  readonly isPrefix?: true
  /** `public`: cacheable by anybody, and the same for everybody. */
  readonly cache: 'no-store' | 'public'
  /** Pages of other origins may call it, without credentials. */
  readonly cors: boolean
  readonly body: BodyRule
  readonly rateClass: RateClass
  /** Refused until the first account exists. */
  readonly needsAccount: boolean
}

/** `form`: application/x-www-form-urlencoded. Never more than `limit` bytes. `mayBeAbsent`: a header can say the same. */
export type BodyRule =
  | { readonly kind: 'none' }
  | { readonly kind: 'form'; readonly limit: number; readonly mayBeAbsent?: true }
  | { readonly kind: 'json'; readonly limit: number }

/** Anybody; answers in JSON. */
export interface PublicEndpoint extends Door {
  readonly role: 'public'
  handle(call: Call): Promise<Response>
}

/** A client that authenticates itself in the request; answers in JSON. */
export interface ClientEndpoint extends Door {
  readonly role: 'client'
  handle(call: Call): Promise<Response>
}

/** Whoever presents a Bearer token that the endpoint itself proves; answers in JSON. */
export interface BearerEndpoint extends Door {
  readonly role: 'bearer'
  handle(call: Call): Promise<Response>
}

/** A browser, known by its own cookie; answers in HTML. */
export interface BrowserEndpoint extends Door {
  readonly role: 'browser'
  /** `ours`: a POST must come from a form of ours, shown to this browser. `foreign`: the form of a client (POST /authorize). */
  readonly form?: 'ours' | 'foreign'
  handle(call: BrowserCall): Promise<Response>
}

/** A signed-in person; everybody else is sent to sign in first. A POST must come from a form of ours, shown to this person. */
export interface PersonEndpoint extends Door {
  readonly role: 'person'
  readonly form?: 'ours'
  handle(call: PersonCall): Promise<Response>
}

export type Endpoint = PublicEndpoint | ClientEndpoint | BearerEndpoint | BrowserEndpoint | PersonEndpoint

/** One request, behind the checks. */
export interface Call {
  readonly request: Request
  readonly path: string
  /** Throws invalid_request for a malformed query. */
  query(): Parameters
  /** Empty unless the body is a form. */
  readonly form: Parameters
  /** The text of a JSON body. */
  readonly text: string
  readonly visit: Visit
}

export interface BrowserCall extends Call {
  /** The secret of this browser's own cookie; made now if it had none. */
  readonly browserSecret: string
  /** By a link or form of another site, or the browser does not say. */
  readonly isCrossSite: boolean
  signedIn(): Promise<SignedIn | undefined>
}

export interface PersonCall extends BrowserCall {
  readonly person: SignedIn
}

/** Its answers are pages. */
export const isForPeople = (endpoint: Endpoint): endpoint is BrowserEndpoint | PersonEndpoint =>
  endpoint.role === 'browser' || endpoint.role === 'person'

/** The rule of most doors that only read. */
export const noBody: BodyRule = { kind: 'none' }
