/** Which resource of a grant this token is for: one, and one that was approved; we ourselves when there is no other. RFC 8707 §2.2 */
import { refuse } from '@gatehouse/protocol/errors'
import { all, type Parameters } from '@gatehouse/protocol/parameters'
import { parseResource, sameResource } from '@gatehouse/protocol/resource'
import type { ResourceScopes } from '../ports/pending-authorizations.ts'
import type { Target } from '../registry/targets.ts'
import { isIdentity } from '../scopes-asked.ts'

/** Throws invalid_target; nothing has been spent then. */
export const selectResource = (
  form: Parameters,
  approved: readonly ResourceScopes[],
  targets: readonly Target[],
): { readonly resource: Target; readonly scopes: readonly string[] } => {
  const [named, ...others] = all(form, 'resource').map(parseResource)
  if (others.length > 0) throw invalidTarget('a token is for one resource: name one')
  const identity = approved.find(isIdentity)
  const servers = approved.filter((pair) => pair !== identity)
  if (named === undefined && servers.length > 1) throw invalidTarget('the grant has several resources: name one')
  const pair =
    named === undefined ? (servers[0] ?? identity) : approved.find(({ resource }) => sameResource(resource, named))
  if (!pair) throw invalidTarget('this resource was not approved')
  const resource = targets.find(({ uri }) => uri === pair.resource)
  if (!resource) throw invalidTarget('this server is not registered any more')
  return { resource, scopes: identity && pair !== identity ? [...pair.scopes, ...identity.scopes] : pair.scopes }
}

const invalidTarget = (description: string) => refuse('invalid_target', description, { parameter: 'resource' })
