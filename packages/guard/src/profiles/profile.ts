/** What an authorization server's access tokens look like, as data: how one is told from an ID token, and how it names its audience, client and scopes. */

export interface Profile {
  readonly name: string
  /** Accepted `typ` of the header, in small letters, without `application/`; `''`: none. RFC 8725 §3.11 */
  readonly types: readonly string[]
  /** What only an access token says. All of it must hold. */
  readonly proof: Proof
  /** Where the audience stands: in `aud`, or nowhere (then the client must be one that the operator names). */
  readonly audience: 'aud' | 'client'
  /** Values that may stand in `aud` beside ours. `{issuer}` is the issuer as it was configured. */
  readonly tolerated: readonly string[]
  /** Claims that name the client: the first that is there. */
  readonly clientId: readonly string[]
  /** Claims that hold scopes, as text or as a list: the first that is there. What the person may do is none: scopes are what the client was allowed. */
  readonly scopes: readonly string[]
  /** The claim that names this one token; absent where there is none. */
  readonly tokenId?: string
  /** Claims (with dots into objects) that hold roles, as a list: all that are there. */
  readonly roles: readonly string[]
  /** The claim that names the organisation or directory. */
  readonly tenant?: string
  /** What becomes of `resource` (RFC 8707), where it does not do what MCP clients expect. */
  readonly resourceParameter?: { readonly problem: string; readonly cure: string }
}

export interface Proof {
  readonly equals?: Readonly<Record<string, string>>
  readonly startsWith?: Readonly<Record<string, string>>
  /** One of these is there. */
  readonly oneOf?: readonly string[]
  /** None of these is there. */
  readonly absent?: readonly string[]
}

/** Only ID tokens hold these. OIDC Core §2, §3.3.2.11 */
export const onlyInIdTokens: readonly string[] = ['nonce', 'at_hash', 'c_hash']
