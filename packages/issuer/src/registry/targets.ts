/** All that a token can be for: the registered servers, and we ourselves, who tell at userinfo who a person is. RFC 8707 §2, OIDC Core §5.3; decision 0006 */
import { identityScopes } from '@gatehouse/protocol/scope'
import { hours } from '@gatehouse/protocol/time'
import type { Needs } from '../needs.ts'
import type { Resource } from '../ports/resources.ts'

/** A server as tokens and people see it. */
export type Target = Omit<Resource, 'id' | 'createdAt'>

export const listTargets = async ({ store, policy }: Pick<Needs, 'store' | 'policy'>): Promise<readonly Target[]> => [
  ...(await store.resources.list()),
  ourselves(policy.issuer),
]

/** Under the issuer's own name, which no server can be registered with. */
const ourselves = (issuer: string): Target => ({
  uri: issuer,
  name: 'identity',
  title: issuer,
  // The pages have words for these in every language.
  scopes: identityScopes.map((name) => ({ name, description: name, implies: [], isPrivileged: false })),
  defaultScopes: [],
  accessTokenLifetime: hours(1),
  accessTokenFormat: 'jwt',
  isListed: false,
  isDefault: false,
})
