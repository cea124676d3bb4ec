/** Where codes and tokens come to life: spending and writing is one verb, so nothing is redeemed twice. RFC 6749 §4.1.2, RFC 9700 §4.14 */
import type { EpochSeconds, Seconds } from '@gatehouse/protocol/time'
import type { ClientAuthentication } from './clients.ts'
import type { AccessTokenId, ClientId, CodeId, GrantId, PendingId, RefreshTokenId, UserId } from './ids.ts'
import type { Consent } from './consents.ts'
import type { Grant } from './grants.ts'
import type { JournalRow } from './journal.ts'
import type { Decision, ResourceScopes } from './pending-authorizations.ts'

/** An authorization code; the code itself is known only to the client. */
export interface AuthorizationCode {
  readonly id: CodeId
  readonly secretHash: string
  /** The grant that its redemption will begin. */
  readonly grantId: GrantId
  readonly userId: UserId
  readonly userEpoch: number
  readonly clientId: ClientId
  /** As when it was issued; the redemption must come the same way. */
  readonly clientAuthentication: ClientAuthentication
  readonly redirectUri: string
  readonly codeChallenge: string
  readonly approved: readonly ResourceScopes[]
  readonly hasOfflineAccess: boolean
  readonly authTime: EpochSeconds
  readonly amr: readonly string[]
  /** OIDC Core §3.1.2.1 */
  readonly nonce?: string | undefined
  /** The network in which the person approved: see Visit.source. */
  readonly approvedFrom: string
  readonly expiresAt: EpochSeconds
  readonly spentAt?: EpochSeconds | undefined
}

export interface NewRefreshToken {
  readonly id: RefreshTokenId
  readonly secretHash: string
  readonly grantId: GrantId
  readonly createdAt: EpochSeconds
  readonly idleExpiresAt: EpochSeconds
}

export interface RefreshToken extends NewRefreshToken {
  readonly rotated?: Rotation | undefined
}

/** What became of a refresh token that was used. */
export interface Rotation {
  readonly at: EpochSeconds
  /** The answer given then, sealed under the token that was presented; gone once the same-answer window has passed. */
  readonly sealedAnswer?: string | undefined
  /** What that answer was for: canonical resource and scopes. Another wish does not get it. */
  readonly answerFor: string
  /** Its child was used, too: whoever still presents the parent is not racing. */
  readonly childHasRotated: boolean
}

/** An access token that says nothing by itself: for resources that ask for opaque ones. RFC 6749 §1.4 */
export interface OpaqueToken {
  readonly id: AccessTokenId
  readonly secretHash: string
  /** The claims that a JWT would have carried (RFC 9068 §2.2); `jti` is the id. */
  readonly claims: Readonly<Record<string, unknown>>
  readonly grantId?: GrantId | undefined
  readonly expiresAt: EpochSeconds
}

/** What an issuing spends: an unspent code, an unrotated refresh token, or nothing (a machine's own grant). */
export type Spend =
  | { readonly kind: 'code'; readonly id: CodeId }
  | {
      readonly kind: 'refreshToken'
      readonly id: RefreshTokenId
      readonly sealedAnswer: string
      /** The end of the same-answer window: from then on the sealed answer may be swept. */
      readonly answerExpiresAt: EpochSeconds
      readonly answerFor: string
    }
  | { readonly kind: 'nothing' }

export interface IssuedRows {
  /** With a code: the grant that begins. */
  readonly grant?: Grant | undefined
  /** With a code or a refresh token, if the client gets one; with a refresh token it becomes the child. */
  readonly refreshToken?: NewRefreshToken | undefined
  /** For a resource with opaque access tokens. */
  readonly accessToken?: OpaqueToken | undefined
  /** Gets its `lastUsedAt`, which never moves back; unused registrations are swept. */
  readonly clientId: ClientId
  /** The network that asked: the grant's `lastUsedFrom`. */
  readonly from: string
}

export type Issued =
  | { readonly outcome: 'issued' }
  | { readonly outcome: 'alreadySpent' }
  /** The grant ended, or its code or token has expired meanwhile: nothing was written. */
  | { readonly outcome: 'ended' }

export type Decided =
  | { readonly outcome: 'decided' }
  | { readonly outcome: 'alreadyDecided'; readonly decision: Decision }
  | { readonly outcome: 'gone' }

export interface Issuance {
  /**
   * Atomic: the pending request is decided, the code is written and the consent remembered.
   * Of any number of concurrent calls of `approve` and `deny`, exactly one is told `decided`.
   */
  approve(
    id: PendingId,
    rows: { readonly code: AuthorizationCode; readonly consents: readonly Consent[] },
    now: EpochSeconds,
    journal: readonly JournalRow[],
  ): Promise<Decided>
  deny(id: PendingId, now: EpochSeconds, journal: readonly JournalRow[]): Promise<Decided>

  /** Only if id and hash both fit. Also finds spent and expired codes (for a day), so that a replay can be told from a guess. */
  findCode(id: CodeId, secretHash: string): Promise<AuthorizationCode | undefined>
  /** Only if id and hash both fit; with its grant, ended or not. Also finds rotated tokens, as long as the grant can live. */
  findRefreshToken(
    id: RefreshTokenId,
    secretHash: string,
  ): Promise<{ readonly token: RefreshToken; readonly grant: Grant } | undefined>

  /** Only if id and hash both fit and it has not expired at `now`; whether it or its grant has ended says EndedGrants. */
  findAccessToken(id: AccessTokenId, secretHash: string, now: EpochSeconds): Promise<OpaqueToken | undefined>

  /**
   * Atomic, and only while the grant lives (not ended, not past its absolute end, its user there, enabled and of the same epoch)
   * and what is spent has not expired at `now`: spends, writes the rows and the journal.
   * Of any number of concurrent calls with the same `spend`, over all replicas, exactly one is told `issued`.
   * A refresh token has at most one child. The grant's `lastUsedAt` and `lastUsedFrom` become `now` and `rows.from`.
   */
  issue(spend: Spend, rows: IssuedRows, now: EpochSeconds, journal: readonly JournalRow[]): Promise<Issued>

  /**
   * Atomic: counts one same-answer replay of this grant, and says whether it is among the first `limit` within `window`.
   * `overLimit` writes nothing; so is it told of a grant that is unknown or has ended.
   */
  countReplay(
    id: GrantId,
    limit: number,
    window: Seconds,
    now: EpochSeconds,
    journal: readonly JournalRow[],
  ): Promise<'counted' | 'overLimit'>
}
