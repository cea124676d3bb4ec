/** What the rooms of the corridor hand to each other. */
import type { SignedIn } from '../people/sign-in.ts'
import type { Client } from '../ports/clients.ts'
import type { Decision, PendingAuthorization, ResourceScopes } from '../ports/pending-authorizations.ts'
import type { ScopeDefinition } from '../ports/resources.ts'
import type { Target } from '../registry/targets.ts'
import type { User } from '../ports/users.ts'
import type { OAuthError, OAuthErrorCode } from '@gatehouse/protocol/errors'
import type { ReplyAddress } from './identify-client.ts'

/** A stored request in the browser that it is bound to. */
export interface OpenRequest {
  readonly pending: PendingAuthorization
  readonly reply: ReplyAddress
  /** The secret of that browser's own cookie; undefined while the request waits under a one-time handle. */
  readonly browserSecret?: string | undefined
}

/** What is still missing before a code may be issued. */
export type NextStep =
  | { readonly step: 'sign-in' }
  | { readonly step: 'consent'; readonly question: ConsentQuestion }
  /** First-party, remembered, same site: no page. */
  | { readonly step: 'approved'; readonly approval: ApprovedAuthorization }
  /** `prompt=none` cannot be met. */
  | { readonly step: 'refuse'; readonly error: OAuthError }
  | { readonly step: 'decided'; readonly decision: Decision }

/** Everything that the consent page has to say. */
export interface ConsentQuestion {
  readonly client: Client
  readonly redirectUri: string
  readonly person: User
  readonly asks: readonly ConsentAsk[]
  /** The person allowed exactly this before: one click. */
  readonly isRemembered: boolean
}

export interface ConsentAsk {
  /** A server; or our own issuer, for what the app wants to know of the person. */
  readonly resource: Target
  readonly scopes: readonly {
    readonly definition: ScopeDefinition
    /** The client asks for it now; otherwise this installation has it already and would lose it. */
    readonly isAsked: boolean
    /** Without it there is nothing to allow: the only one, or `openid`. */
    readonly isRequired: boolean
  }[]
}

export type ConsentChoice =
  | { readonly approve: false }
  | { readonly approve: true; readonly scopes: readonly ResourceScopes[] }

export interface DecisionMade {
  readonly open: OpenRequest
  readonly signedIn: SignedIn
  readonly choice: ConsentChoice
}

export interface CodeToIssue {
  readonly open: OpenRequest
  readonly signedIn: SignedIn
  readonly approval: ApprovedAuthorization
}

declare const approved: unique symbol

/** Only next-step (silently) and record-consent (by the person) make one; only it becomes a code. */
export interface ApprovedAuthorization {
  readonly scopes: readonly ResourceScopes[]
  readonly [approved]: true
}

export type DecideOutcome =
  | { readonly outcome: 'answered'; readonly answer: AuthorizationAnswer }
  /** All boxes were unticked: ask again. */
  | { readonly outcome: 'nothingChosen' }
  /** Not at the consent step (signed out meanwhile, a login is due): go to next-step. */
  | { readonly outcome: 'notYet' }
  /** Decided more than 10 s ago, or expired. */
  | { readonly outcome: 'over' }

/** The authorization response, ready for its proven address. RFC 6749 §4.1.2, RFC 9207 */
export interface AuthorizationAnswer {
  readonly reply: ReplyAddress
  readonly parameters:
    | { readonly code: string }
    | { readonly error: OAuthErrorCode; readonly error_description?: string }
}
