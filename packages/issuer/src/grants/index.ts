/** The list of grants. Discovery, registration, routes of the token endpoint and the reference docs are derived from it. */
import type { Entry } from '../journal-entry.ts'
import type { Ports } from '../ports/ports.ts'
import { authorizationCode } from './authorization-code.ts'
import { clientCredentials } from './client-credentials.ts'
import type { GrantDefinition } from './grant.ts'
import { refreshToken } from './refresh-token.ts'

export const allGrants = (ports: Ports, entry: Entry): readonly GrantDefinition[] => [
  authorizationCode(ports, entry),
  refreshToken(ports),
  clientCredentials(ports),
]
