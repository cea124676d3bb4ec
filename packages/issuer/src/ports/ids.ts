/** Names of things: branded, prefixed, time-ordered. Logs explain themselves and leaks can be scanned for. */
declare const kind: unique symbol
type Id<Kind extends string> = string & { readonly [kind]: Kind }

/** `cli_...`, an operator's own name, or (metadata-document clients) a URL. */
export type ClientId = Id<'client'>
export type UserId = Id<'user'>
export type GrantId = Id<'grant'>
export type PendingId = Id<'pending'>
export type CodeId = Id<'code'>
export type RefreshTokenId = Id<'refreshToken'>
/** An opaque access token; its `jti`. */
export type AccessTokenId = Id<'accessToken'>
/** An initial access token. RFC 7591 §3 */
export type RegistrationTokenId = Id<'registrationToken'>
export type SessionId = Id<'session'>
export type ResourceId = Id<'resource'>
export type KeyId = Id<'key'>

export interface IdKinds {
  readonly cli: ClientId
  readonly usr: UserId
  readonly grt: GrantId
  readonly pen: PendingId
  readonly cod: CodeId
  readonly rft: RefreshTokenId
  readonly act: AccessTokenId
  readonly iat: RegistrationTokenId
  readonly ses: SessionId
  readonly res: ResourceId
  readonly key: KeyId
  /** One access token; its `jti`. */
  readonly jti: string
  /** One row of the audit journal. */
  readonly jrn: string
  /** One request: the same name is on the error page, in the log and in the journal. */
  readonly trc: string
}

/** The only source of names and of randomness. */
export interface Ids {
  /** `<prefix>_` and 26 characters that sort by time (48 bits of milliseconds, 80 random bits). */
  next<Prefix extends keyof IdKinds>(prefix: Prefix): IdKinds[Prefix]
  /** 256 random bits, base64url (43 characters). */
  secret(): string
}
