/** The issuer: every decision about who may get which token, behind one object. The server holds it; it holds ports. */
import type { AuthorizationRequest } from '@gatehouse/protocol/authorization-request'
import type { Parameters } from '@gatehouse/protocol/parameters'
import type { EpochSeconds } from '@gatehouse/protocol/time'
import type { LogoutRequest } from '@gatehouse/protocol/logout-request'
import type { TokenResponse } from '@gatehouse/protocol/token-response'
import type { UserinfoClaims } from '@gatehouse/protocol/userinfo'
import type {
  AuthorizationAnswer,
  CodeToIssue,
  DecideOutcome,
  DecisionMade,
  NextStep,
  OpenRequest,
} from './authorize/corridor.ts'
import type { NamedClient, ReplyAddress } from './authorize/identify-client.ts'
import type { AuthenticatedClient } from './clients/authenticate-client.ts'
import type { ConfiguredClients } from './clients/change-configured.ts'
import type { MadeClient, NewClient } from './clients/configure.ts'
import type { InitialAccessTokens } from './clients/initial-access-tokens.ts'
import type { RegistrationManagement } from './clients/manage-registration.ts'
import type { RegistrationRequest } from './clients/register.ts'
import type { RegistrationAnswer } from './clients/registration-answer.ts'
import type { GrantDefinition, Proof } from './grants/grant.ts'
import type { PasswordChange, PasswordChanged } from './people/change-password.ts'
import type { ConnectedApp } from './people/connected-apps.ts'
import type { AccountRefused, NewAccount } from './people/accounts.ts'
import type { Leaving } from './people/leave.ts'
import type { SessionOpened, SignedIn, SignInOutcome } from './people/sign-in.ts'
import type { Policy } from './policy.ts'
import type { Decision } from './ports/pending-authorizations.ts'
import type { Client } from './ports/clients.ts'
import type { ClientId, UserId } from './ports/ids.ts'
import type { JournalPage, JournalRow } from './ports/journal.ts'
import type { Resource, ResourceKey } from './ports/resources.ts'
import type { Session } from './ports/sessions.ts'
import type { User } from './ports/users.ts'
import type { CallOfTool } from './record-calls.ts'
import type { NewResource } from './registry/resources.ts'
import type { Introspection } from './tokens/introspect.ts'
import type { Revocations } from './tokens/revocations.ts'
import type { Visit } from './visit.ts'

export interface Issuer {
  readonly policy: Policy
  readonly authorize: Authorize
  readonly token: Token
  readonly introspection: Introspection
  readonly revocations: Revocations
  readonly clients: ClientRegistry
  readonly resources: ResourceRegistry
  readonly people: People
  readonly journal: {
    list(page: JournalPage): Promise<readonly JournalRow[]>
    /** After the fact: a batch of calls that the gateway saw end. */
    recordCalls(calls: readonly CallOfTool[]): Promise<void>
  }
}

/** The corridor from an authorization request to a code. ARCHITECTURE.md, rooms 2 to 6. */
export interface Authorize {
  /** Errors thrown here are shown on a page of ours: there is no proven place to send them. RFC 6749 §4.1.2.1 */
  identifyClient(named: NamedClient, visit: Visit): Promise<ReplyAddress>
  /** Stores what is valid; OAuthErrors thrown here go to the reply address by `answerError`. `handle`: a one-time secret instead of a browser's. */
  checkRequest(
    reply: ReplyAddress,
    request: AuthorizationRequest,
    arrival: { readonly isCrossSite: boolean } & ({ readonly browserSecret: string } | { readonly handle: string }),
  ): Promise<OpenRequest>
  /** Binds a request that waits under a one-time handle to this browser. undefined: unknown, expired or claimed by another. */
  claim(id: string, handle: string, browserSecret: string): Promise<OpenRequest | undefined>
  /** The request `id` of this browser, decided or not; undefined when unknown, expired, or another browser's. */
  find(id: string, browserSecret: string): Promise<OpenRequest | undefined>
  /** The only fork: what is still missing. Grants nothing. */
  nextStep(open: OpenRequest, signedIn: SignedIn | undefined): Promise<NextStep>
  /** Records the person's choice and hands over the answer for the client. Repeated within 10 s it hands over the same answer. */
  decide(made: DecisionMade, visit: Visit): Promise<DecideOutcome>
  /** When nextStep says `approved`: the code without a page. */
  issueCode(
    toIssue: CodeToIssue,
    visit: Visit,
  ): Promise<AuthorizationAnswer | { readonly decision: Decision | undefined }>
  /** Cancel on the sign-in page, where nobody is known yet: decides the request as denied. */
  deny(open: OpenRequest, visit: Visit): Promise<DecideOutcome>
  /** An OAuthError as the answer to a proven address. */
  answerError(reply: ReplyAddress, error: unknown): AuthorizationAnswer
}

/** The token endpoint's rooms, and revocation. ARCHITECTURE.md, rooms 8 to 10. */
export interface Token {
  /** All four phases are the endpoint's: authenticate -> find the grant -> prove -> issue. RFC 6749 §3.2 */
  authenticateClient(
    request: { readonly authorization: string | null; readonly form: Parameters },
    visit: Visit,
  ): Promise<AuthenticatedClient>
  grantFor(form: Parameters, client: AuthenticatedClient): GrantDefinition
  issueTokens(proof: Proof, client: AuthenticatedClient, visit: Visit): Promise<TokenResponse>
  /** What userinfo tells to whoever shows this access token. Throws invalid_token or insufficient_scope. OIDC Core §5.3 */
  userinfo(accessToken: string): Promise<UserinfoClaims>
  /** RFC 7009. */
  revoke(form: Parameters, client: AuthenticatedClient, visit: Visit): Promise<void>
  /** For a guarded server in the same process. */
  hasEnded(token: { readonly grantId?: string | undefined; readonly jti: string }): Promise<boolean>
  /** For discovery. OIDC Discovery §3 */
  readonly acrValues: readonly string[]
  /** What discovery says, derived from the lists. */
  readonly grantTypes: readonly string[]
  readonly authenticationMethods: readonly string[]
}

export interface ClientRegistry extends ConfiguredClients {
  /** RFC 7591 §3.1: a request to the answer's body. */
  register(request: RegistrationRequest, visit: Visit): Promise<RegistrationAnswer>
  /** What a client does about its own registration. RFC 7592 */
  readonly registration: RegistrationManagement
  /** Who may register where not everybody may. */
  readonly initialAccessTokens: InitialAccessTokens
  /** By an operator. The secret is shown once. */
  configure(client: NewClient, visit: Visit): Promise<MadeClient>
  list(): Promise<readonly Client[]>
  /** A disabled client gets nothing any more, whoever brought it; access tokens that it holds run out by themselves. */
  setDisabled(id: ClientId, disabled: boolean, visit: Visit): Promise<boolean>
  remove(id: ClientId, visit: Visit): Promise<boolean>
}

export interface ResourceRegistry {
  list(): Promise<readonly Resource[]>
  /** Creates it, or updates the one of this name; throws OAuthError with the reason. */
  put(resource: NewResource, visit: Visit): Promise<Resource>
  /** A credential of the resource server, shown once: `key_....<secret>`. undefined: no such resource. */
  addKey(name: string, label: string, visit: Visit): Promise<string | undefined>
  /** undefined: no such resource. */
  listKeys(name: string): Promise<readonly ResourceKey[] | undefined>
  /** False: this resource has no such key. */
  removeKey(name: string, id: string, visit: Visit): Promise<boolean>
}

export interface People {
  isClaimed(): Promise<boolean>
  /** A single-use secret for /setup. */
  createSetupLink(): Promise<{ readonly secret: string; readonly expiresAt: EpochSeconds }>
  isSetupLinkOpen(secret: string): Promise<boolean>
  createFirst(
    account: NewAccount,
    proof: { readonly setupSecret: string } | 'operator',
    visit: Visit,
  ): Promise<
    | { readonly outcome: 'created'; readonly user: User }
    | AccountRefused
    | { readonly outcome: 'alreadyClaimed' | 'linkInvalid' }
  >
  create(
    account: NewAccount,
    visit: Visit,
  ): Promise<{ readonly outcome: 'created'; readonly user: User } | AccountRefused>
  find(id: UserId): Promise<User | undefined>
  list(): Promise<readonly User[]>
  setPassword(
    id: UserId,
    password: string,
    visit: Visit,
  ): Promise<{ readonly outcome: 'done' | 'unknown' } | AccountRefused>
  setDisabled(id: UserId, disabled: boolean, visit: Visit): Promise<'done' | 'unknown' | 'lastAdmin'>
  remove(id: UserId, visit: Visit): Promise<'removed' | 'unknown' | 'lastAdmin'>
  /** Checks name and password, within the limits; on success a new session whose cookie value is shown once. */
  signIn(
    attempt: { readonly name: string; readonly password: string; readonly browserSecret: string },
    visit: Visit,
  ): Promise<SignInOutcome>
  /** A session for the person who just created an account in this browser. */
  signInCreated(user: User, browserSecret: string, visit: Visit): Promise<SessionOpened>
  /** The person behind a session cookie; undefined when unknown, expired, or the account changed since. Moves the idle end. */
  findSignedIn(cookieValue: string | undefined): Promise<SignedIn | undefined>
  signOut(signedIn: SignedIn, visit: Visit): Promise<void>
  /** An app wishes that the person leave: whether it may, who it is, and where the browser goes on to. OIDC RP-Initiated Logout §2 */
  readLeaving(request: LogoutRequest, signedIn: SignedIn | undefined): Promise<Leaving>
  connectedApps(signedIn: SignedIn): Promise<readonly ConnectedApp[]>
  /** Ends one grant of this person, and no other's. */
  disconnect(signedIn: SignedIn, grantId: string, visit: Visit): Promise<'disconnected' | 'unknown'>
  /** Ends every grant of this person. Returns how many it was. */
  disconnectAll(signedIn: SignedIn, visit: Visit): Promise<number>
  /** Where this person is signed in; newest first. */
  sessions(signedIn: SignedIn): Promise<readonly Session[]>
  /** Ends one session of this person, and no other's. */
  endSession(signedIn: SignedIn, sessionId: string, visit: Visit): Promise<'ended' | 'unknown'>
  /** Ends every session of this person, this one, too; and every grant, if that is wished. */
  signOutEverywhere(signedIn: SignedIn, wish: { readonly withApps: boolean }, visit: Visit): Promise<void>
  /** Within the limits of signing in. */
  changePassword(signedIn: SignedIn, change: PasswordChange, visit: Visit): Promise<PasswordChanged>
}
