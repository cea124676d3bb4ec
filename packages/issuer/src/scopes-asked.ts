/** Which scopes of which resources a request asks for. protocol.md "Scope", RFC 6749 §3.3, RFC 8707 §2 */
import { refuse } from '@gatehouse/protocol/errors'
import { sameResource } from '@gatehouse/protocol/resource'
import { identityScopes, offlineAccess, openId, openIdScopes } from '@gatehouse/protocol/scope'
import type { ResourceScopes } from './ports/pending-authorizations.ts'
import type { Target } from './registry/targets.ts'

/**
 * Everything that a request asks for: pairs of servers, and the pair of ourselves when it asks who the person is.
 * Only OpenID scopes and no resource: no server is meant. Beside a resource they are no scopes of it.
 */
export const pairsAsked = (
  { scopes, resource }: { readonly scopes: readonly string[]; readonly resource: readonly string[] },
  registry: readonly Target[],
  issuer: string,
): readonly ResourceScopes[] => {
  const identity = scopes.includes(openId) ? identityScopes.filter((scope) => scopes.includes(scope)) : []
  const servers = resource.filter((uri) => !sameResource(uri, issuer))
  const isForUs = servers.length === 0 && (resource.length > 0 || (identity.length > 0 && scopes.every(isShared)))
  if (!isForUs) {
    const pairs = scopesFor(scopes, findTargets(servers, registry), registry)
    return identity.length === 0 ? pairs : [...pairs, { resource: issuer, scopes: identity }]
  }
  refuseUnknown(
    scopes.filter((scope) => !isShared(scope)),
    registry,
  )
  if (identity.length > 0) return [{ resource: issuer, scopes: identity }]
  throw refuse('invalid_scope', 'a token for this issuer itself needs the scope openid', { parameter: 'scope' })
}

/** The pair of ourselves: no server can have this scope. */
export const isIdentity = ({ scopes }: { readonly scopes: readonly string[] }): boolean => scopes.includes(openId)

/** The registered resources that are meant; without a name the default or the only one. Throws invalid_target. */
export const findTargets = (named: readonly string[], registry: readonly Target[]): readonly Target[] => {
  if (named.length === 0) return [implied(registry)]
  const found = named.map((uri) => {
    const resource = registry.find((candidate) => sameResource(candidate.uri, uri))
    if (!resource)
      throw refuse('invalid_target', 'resource is not a server that is registered here', { parameter: 'resource' })
    return resource
  })
  return [...new Set(found)]
}

const implied = (registry: readonly Target[]): Target => {
  const resource =
    registry.find((candidate) => candidate.isDefault) ?? (registry.length === 1 ? registry[0] : undefined)
  if (resource) return resource
  throw refuse('invalid_target', 'resource is missing, and there is no default server', { parameter: 'resource' })
}

/**
 * Absent scopes (or only those that no server owns) become each target's defaults. A scope of another server is dropped.
 * Throws invalid_scope for a scope that nobody knows, or when nothing is left.
 */
export const scopesFor = (
  asked: readonly string[],
  targets: readonly Target[],
  registry: readonly Target[],
): readonly ResourceScopes[] => {
  const owned = asked.filter((scope) => !isShared(scope))
  refuseUnknown(owned, registry)
  const pairs = targets
    .map((resource) => ({
      resource: resource.uri,
      scopes: owned.length === 0 ? resource.defaultScopes : owned.filter((scope) => knows(resource, scope)),
    }))
    .filter((pair) => pair.scopes.length > 0)
  if (pairs.length === 0)
    throw refuse('invalid_scope', 'none of these scopes belongs to the server asked for', { parameter: 'scope' })
  return pairs
}

const refuseUnknown = (owned: readonly string[], registry: readonly Target[]): void => {
  const unknown = owned.find((scope) => !registry.some((resource) => knows(resource, scope)))
  if (unknown !== undefined)
    throw refuse('invalid_scope', `no server here knows the scope ${unknown}`, { parameter: 'scope' })
}

/** Scopes that belong to the authorization server, not to a resource. */
export const isShared = (scope: string): boolean => scope === offlineAccess || openIdScopes.includes(scope)

const knows = (resource: Target, scope: string): boolean => resource.scopes.some(({ name }) => name === scope)
