/** Which resource of a grant this token is for: one, and one that was approved. RFC 8707 §2.2 */
import { refuse } from '@gatehouse/protocol/errors'
import { all, type Parameters } from '@gatehouse/protocol/parameters'
import { parseResource, sameResource } from '@gatehouse/protocol/resource'
import type { ResourceScopes } from '../ports/pending-authorizations.ts'
import type { Resource } from '../ports/resources.ts'

/** Throws invalid_target; nothing has been spent then. */
export const selectResource = (
  form: Parameters,
  approved: readonly ResourceScopes[],
  registry: readonly Resource[],
): { readonly resource: Resource; readonly scopes: readonly string[] } => {
  const [named, ...others] = all(form, 'resource').map(parseResource)
  if (others.length > 0) throw invalidTarget('a token is for one resource: name one')
  if (named === undefined && approved.length > 1) throw invalidTarget('the grant has several resources: name one')
  const pair = named === undefined ? approved[0] : approved.find(({ resource }) => sameResource(resource, named))
  if (!pair) throw invalidTarget('this resource was not approved')
  const resource = registry.find(({ uri }) => uri === pair.resource)
  if (!resource) throw invalidTarget('this server is not registered any more')
  return { resource, scopes: pair.scopes }
}

const invalidTarget = (description: string) => refuse('invalid_target', description, { parameter: 'resource' })
