/** How surely we know the person, as one word for relying parties. OIDC Core §2 (acr), RFC 8176; docs/protocol.md "OpenID Connect" */

/** A password over a channel that is protected: nothing more. SAML 2.0 Authentication Context §3.4 */
const password = 'urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport'

/** For discovery. */
export const acrValues: readonly string[] = [password]

/** What cannot be named with a class is level 0: a client must not take it for more. OIDC Core §2 */
export const acrOf = (amr: readonly string[]): string => (amr.includes('pwd') ? password : '0')
