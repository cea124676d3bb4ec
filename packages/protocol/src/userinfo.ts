/** What userinfo answers of a person, by the scopes of the token. OIDC Core §5.1, §5.3.2, §5.4 */
export interface UserinfoClaims {
  readonly sub: string
  /** With `profile`. */
  readonly name?: string
  readonly preferred_username?: string
  /** With `email`, if the person has one. */
  readonly email?: string
  readonly email_verified?: boolean
}
