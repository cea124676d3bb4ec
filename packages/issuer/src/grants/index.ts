/** The list of grants. Discovery, registration, routes of the token endpoint and the reference docs are derived from it. */
import { authorizationCode } from './authorization-code.ts'
import { clientCredentials } from './client-credentials.ts'
import type { GrantDefinition } from './grant.ts'
import { refreshToken } from './refresh-token.ts'
import type { Needs } from '../needs.ts'

export const allGrants = (needs: Needs): readonly GrantDefinition[] => [
  authorizationCode(needs),
  refreshToken(needs),
  clientCredentials(needs),
]
