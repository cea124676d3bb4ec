/** What an app may know of the person: the OpenID scopes that the catalogue has words for. OIDC Core §5.4 */
import type { Texts } from '../texts/en.ts'

export type IdentityScope = keyof Texts['identity']['scopes']

const known: Readonly<Record<IdentityScope, true>> = { openid: true, profile: true, email: true }

export const isIdentityScope = (name: string): name is IdentityScope => Object.hasOwn(known, name)
