/** The scope grammar: a space-separated string in, a list out, and back. RFC 6749 §3.3 */
import { refuse } from './errors.ts'

/** Asks for a refresh token; kept and echoed, never a right at a resource. OIDC Core §11 */
export const offlineAccess = 'offline_access'

/** Asks who the person is: without it no other OpenID scope means anything. OIDC Core §3.1.2.1 */
export const openId = 'openid'

/** What we can tell of a person. OIDC Core §5.4 */
export const identityScopes: readonly string[] = [openId, 'profile', 'email']

/** The scopes that mean the person's claims and not a resource; the last two are tolerated, and nothing is told for them. OIDC Core §5.4 */
export const openIdScopes: readonly string[] = [...identityScopes, 'address', 'phone']

/** More scopes than any honest request names. */
export const mostScopes = 200

export const isScopeToken = (text: string): boolean => /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(text)

/** Splits on runs of spaces, drops doubles, keeps the order; absent or empty is `[]`. Refuses with `invalid_scope`. */
export const parseScope = (text: string | undefined): readonly string[] => {
  const tokens = new Set((text ?? '').split(' '))
  tokens.delete('')
  if (tokens.size > mostScopes) throw refuse('invalid_scope', `more than ${mostScopes} scopes`, { parameter: 'scope' })
  for (const token of tokens) {
    if (!isScopeToken(token))
      throw refuse('invalid_scope', 'scope has a character that RFC 6749 forbids', { parameter: 'scope' })
  }
  return [...tokens]
}

export const formatScope = (scopes: readonly string[]): string => scopes.join(' ')
