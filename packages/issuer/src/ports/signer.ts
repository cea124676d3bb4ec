/** Signs what the issuer says. The private half of the key never enters the issuer. RFC 7515 */
export interface Signer {
  /** Algorithms that there is a key for; the first one signs unless told otherwise. */
  readonly algorithms: () => readonly string[]
  /** A compact JWS over `claims` with this `typ`, by the active signing key of `alg`. Throws for an algorithm without a key. */
  sign(typ: string, claims: Readonly<Record<string, unknown>>, alg?: string): Promise<string>
  /** The claims of a token that this issuer signed with this `typ`, also an expired one; undefined for any other text. */
  verifyOwn(typ: string, token: string): Promise<Readonly<Record<string, unknown>> | undefined>
}
