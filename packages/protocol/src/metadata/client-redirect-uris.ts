/** The redirect_uris of a registration: the acceptable ones out; a dangerous one refuses all. RFC 7591 §5, OIDC Registration §2 (application_type) */
import { type OAuthError, refuse } from '../errors.ts'
import { classifyRedirectUri } from '../redirect-uri.ts'
import type { Members } from './client-members.ts'

export interface RedirectUriRules {
  readonly privateUseSchemes: readonly string[]
  /** `undefined`: each URI speaks for itself. */
  readonly applicationType: 'web' | 'native' | undefined
  /** Whether a grant uses them. */
  readonly areNeeded: boolean
}

const mostRedirectUris = 20

/** Refuses with `invalid_redirect_uri` if one is dangerous, the list is malformed, or none is left though one is needed. */
export const readRedirectUris = (members: Members, rules: RedirectUriRules): readonly string[] => {
  const uris = readList(members.get('redirect_uris') ?? [])
  const faults = uris.map((uri) => faultOf(uri, rules))
  const left = uris.filter((_, index) => faults[index] === undefined)
  if (left.length > 0 || !rules.areNeeded) return left
  throw refused(faults[0] ? `redirect_uris[0]: ${faults[0]}` : 'redirect_uris is missing')
}

const refused = (reason: string): OAuthError => refuse('invalid_redirect_uri', reason, { parameter: 'redirect_uris' })

const readList = (value: unknown): readonly string[] => {
  if (!Array.isArray(value)) throw refused('redirect_uris must be a list')
  if (value.length > mostRedirectUris) throw refused(`more than ${mostRedirectUris} redirect_uris`)
  // `Array.from` also visits the holes of a sparse list.
  const uris = Array.from(value, (uri: unknown) => {
    if (typeof uri === 'string') return uri
    throw refused('redirect_uris must hold strings')
  })
  if (new Set(uris).size < uris.length) throw refused('redirect_uris holds one URI twice')
  return uris
}

const faultOf = (uri: string, { privateUseSchemes, applicationType }: RedirectUriRules): string | undefined => {
  const verdict = classifyRedirectUri(uri, { privateUseSchemes })
  if ('kind' in verdict) {
    return applicationType === 'web' && verdict.kind !== 'https' ? 'a web application needs https' : undefined
  }
  if (verdict.refused === 'dangerous') throw refused(`a redirect URI is refused: ${verdict.reason}`)
  return verdict.reason
}
