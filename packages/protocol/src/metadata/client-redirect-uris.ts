/** The addresses of a registration where a browser may be sent: the acceptable ones out; a dangerous one refuses all. RFC 7591 §5, OIDC Registration §2 (application_type), OIDC RP-Initiated Logout §3.1 */
import { type OAuthError, refuse } from '../errors.ts'
import { classifyRedirectUri } from '../redirect-uri.ts'
import type { Members } from './client-members.ts'

interface UriRules {
  readonly privateUseSchemes: readonly string[]
  /** `undefined`: each URI speaks for itself. */
  readonly applicationType: 'web' | 'native' | undefined
}

export interface RedirectUriRules extends UriRules {
  /** Whether a grant uses them. */
  readonly areNeeded: boolean
}

const mostRedirectUris = 20

/** Refuses with `invalid_redirect_uri` if one is dangerous, the list is malformed, or none is left though one is needed. */
export const readRedirectUris = (members: Members, rules: RedirectUriRules): readonly string[] => {
  const name = 'redirect_uris'
  const uris = readList(members, name)
  const faults = uris.map((uri) => faultOf(uri, name, rules))
  const left = uris.filter((_, index) => faults[index] === undefined)
  if (left.length > 0 || !rules.areNeeded) return left
  throw refused(name, faults[0] ? `${name}[0]: ${faults[0]}` : `${name} is missing`)
}

/** By the same rules; `undefined` when none is left. */
export const readPostLogoutRedirectUris = (members: Members, rules: UriRules): readonly string[] | undefined => {
  const name = 'post_logout_redirect_uris'
  const left = readList(members, name).filter((uri) => faultOf(uri, name, rules) === undefined)
  return left.length > 0 ? left : undefined
}

const refused = (parameter: string, reason: string): OAuthError => refuse('invalid_redirect_uri', reason, { parameter })

const readList = (members: Members, name: string): readonly string[] => {
  const value = members.get(name) ?? []
  if (!Array.isArray(value)) throw refused(name, `${name} must be a list`)
  if (value.length > mostRedirectUris) throw refused(name, `more than ${mostRedirectUris} ${name}`)
  // `Array.from` also visits the holes of a sparse list.
  const uris = Array.from(value, (uri: unknown) => {
    if (typeof uri === 'string') return uri
    throw refused(name, `${name} must hold strings`)
  })
  if (new Set(uris).size < uris.length) throw refused(name, `${name} holds one URI twice`)
  return uris
}

const faultOf = (uri: string, name: string, { privateUseSchemes, applicationType }: UriRules): string | undefined => {
  const verdict = classifyRedirectUri(uri, { privateUseSchemes })
  if ('kind' in verdict) {
    return applicationType === 'web' && verdict.kind !== 'https' ? 'a web application needs https' : undefined
  }
  if (verdict.refused === 'dangerous') throw refused(name, `a redirect URI is refused: ${verdict.reason}`)
  return verdict.reason
}
