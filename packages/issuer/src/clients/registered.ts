/** What a client registered beyond what decides about it: read out of its kept metadata, which the parser of registrations has checked. OIDC Registration §2 */
import type { Client } from '../ports/clients.ts'

/** undefined: ours to choose. */
export const idTokenAlgorithmOf = ({ metadata }: Pick<Client, 'metadata'>): string | undefined => {
  const { id_token_signed_response_alg: alg } = metadata
  return typeof alg === 'string' ? alg : undefined
}

/** Where a browser may go on after signing out, byte for byte. OIDC RP-Initiated Logout §3.1 */
export const postLogoutRedirectUrisOf = ({ metadata }: Pick<Client, 'metadata'>): readonly string[] => {
  const { post_logout_redirect_uris: uris } = metadata
  return Array.isArray(uris) ? uris.filter((uri): uri is string => typeof uri === 'string') : []
}
