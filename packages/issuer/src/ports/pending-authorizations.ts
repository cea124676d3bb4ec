/** Authorization requests between their start and the person's decision: a snapshot of what was validated. RFC 6749 §4.1.1 */
import type { EpochSeconds, Seconds } from '@gatehouse/protocol/time'
import type { Client } from './clients.ts'
import type { ClientId, CodeId, PendingId, UserId } from './ids.ts'

/** Scopes of one resource. A grant holds several such pairs; a token carries one, and the OpenID scopes beside it. */
export interface ResourceScopes {
  /** Canonical URI; our own issuer for the OpenID scopes (`openid`, `profile`, `email`). */
  readonly resource: string
  readonly scopes: readonly string[]
}

export interface PendingAuthorization {
  readonly id: PendingId
  /** SHA-256 of the cookie of the browser that began it, or of a one-time handle until a browser claims it. */
  readonly boundTo: { readonly browserHash: string } | { readonly handleHash: string }
  readonly clientId: ClientId
  /** A metadata-document client as it was when it asked: what consent and code go by, whatever its document says since. */
  readonly clientSnapshot?: Client | undefined
  /** Exactly as the client sent it. */
  readonly redirectUri: string
  readonly state?: string | undefined
  readonly responseMode: 'query' | 'form_post'
  readonly codeChallenge: string
  readonly asked: readonly ResourceScopes[]
  /** Kept and echoed; it is no condition for a refresh token. */
  readonly asksOfflineAccess: boolean
  readonly prompt: readonly string[]
  readonly maxAge?: Seconds | undefined
  readonly loginHint?: string | undefined
  /** OIDC Core §3.1.2.1: comes back in the ID token. */
  readonly nonce?: string | undefined
  /** By an id_token_hint of ours: nobody else may answer. */
  readonly expectedUserId?: UserId | undefined
  /** It arrived by a navigation from another site: never answered silently. */
  readonly isCrossSite: boolean
  readonly createdAt: EpochSeconds
  readonly expiresAt: EpochSeconds
  readonly decision?: Decision | undefined
}

/** What the person decided, once. */
export type Decision =
  | { readonly outcome: 'approved'; readonly at: EpochSeconds; readonly codeId: CodeId }
  | { readonly outcome: 'denied'; readonly at: EpochSeconds }

export interface PendingAuthorizations {
  create(pending: PendingAuthorization): Promise<void>
  /** Also decided ones, never expired ones. */
  find(id: PendingId, now: EpochSeconds): Promise<PendingAuthorization | undefined>
  /** Atomic: binds a request that waits under a one-time handle to a browser; exactly one caller is told `claimed`. */
  claim(id: PendingId, handleHash: string, browserHash: string, now: EpochSeconds): Promise<'claimed' | 'gone'>
}
