/** The registry of MCP servers: which resources there are, their scopes, and the keys of their servers. RFC 8707, RFC 9728 */
import { cleanDisplayText } from '@gatehouse/protocol/display-text'
import { refuse } from '@gatehouse/protocol/errors'
import { canonicalResource, sameResource } from '@gatehouse/protocol/resource'
import { isScopeToken } from '@gatehouse/protocol/scope'
import { hours, minutes, type Seconds } from '@gatehouse/protocol/time'
import type { Resource, ScopeDefinition } from '../ports/resources.ts'
import { isShared } from '../scopes-asked.ts'
import type { Visit } from '../visit.ts'
import type { Needs } from '../needs.ts'

export interface NewResource {
  readonly uri: string
  readonly name: string
  readonly title?: string | undefined
  readonly scopes: readonly ScopeDefinition[]
  readonly defaultScopes: readonly string[]
  /** 5 min to 24 h; one hour unless said otherwise. */
  readonly accessTokenLifetime?: Seconds | undefined
  /** `jwt` unless said otherwise. */
  readonly accessTokenFormat?: 'jwt' | 'opaque' | undefined
  readonly isListed?: boolean | undefined
  readonly isDefault?: boolean | undefined
}

/** Creates it, or brings the one of this name up to date. Throws OAuthError with the reason. */
export const putResource =
  (needs: Needs) =>
  async (wanted: NewResource, visit: Visit): Promise<Resource> => {
    // Two replicas that start together declare the same servers: whoever comes second finds what the first one wrote.
    for (let tries = 0; tries < mostTries; tries += 1) {
      const found = await putOnce(needs, wanted, visit)
      if (found) return found
    }
    throw problem(`the server ${wanted.name} is being changed by somebody else: try again`)
  }

const mostTries = 5

/** undefined when another writer was faster: look again. */
const putOnce = async (needs: Needs, wanted: NewResource, visit: Visit): Promise<Resource | undefined> => {
  const { store, ids, clock, policy, entry } = needs
  const existing = await findNamed(needs, wanted.name)
  if (sameResource(wanted.uri, policy.issuer)) throw problem('the URI of a server cannot be our own issuer')
  const resource = checked(wanted, existing ?? { id: ids.next('res'), createdAt: clock.now() })
  if (existing && isSame(existing, resource)) return existing
  const detail = { name: resource.name, uri: resource.uri }
  const written = existing
    ? await store.resources.update(resource, [entry('server.updated', visit, { detail })])
    : await store.resources.create(resource, [entry('server.added', visit, { detail })])
  if (written === 'created' || written === 'updated') return resource
  const isOurs = (await findNamed(needs, wanted.name))?.uri === resource.uri
  if (written === 'uriTaken' && !isOurs) throw problem(`another server has the URI ${resource.uri}`)
  return undefined
}

export const findNamed = async ({ store }: Needs, wanted: string): Promise<Resource | undefined> =>
  (await store.resources.list()).find(({ name }) => name === wanted)

const checked = (wanted: NewResource, kept: Pick<Resource, 'id' | 'createdAt'>): Resource => {
  const { name, scopes, defaultScopes } = wanted
  if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(name))
    throw problem('a server name has 1 to 63 small letters, digits or dashes')
  const odd = scopes.find((scope) => !isScopeToken(scope.name) || isShared(scope.name))
  if (odd) throw problem(`${odd.name} cannot be a scope of a server`)
  if (scopes.length === 0) throw problem('a server needs at least one scope')
  const names = scopes.map((scope) => scope.name)
  const missing = [...defaultScopes, ...scopes.flatMap(({ implies }) => implies)].find(
    (scope) => !names.includes(scope),
  )
  if (missing !== undefined) throw problem(`the server has no scope ${missing}`)
  const lifetime = wanted.accessTokenLifetime ?? hours(1)
  if (lifetime < minutes(5) || lifetime > hours(24)) throw problem('an access token lives 5 minutes to 24 hours')
  return {
    id: kept.id,
    createdAt: kept.createdAt,
    uri: canonicalResource(wanted.uri),
    name,
    title: cleanDisplayText(wanted.title ?? name, 100),
    scopes: scopes.map((scope) => ({ ...scope, description: cleanDisplayText(scope.description, 300) })),
    defaultScopes,
    accessTokenLifetime: lifetime,
    accessTokenFormat: wanted.accessTokenFormat ?? 'jwt',
    isListed: wanted.isListed ?? true,
    isDefault: wanted.isDefault ?? false,
  }
}

const isSame = (a: Resource, b: Resource): boolean => JSON.stringify(ordered(a)) === JSON.stringify(ordered(b))

const ordered = (resource: Resource): readonly unknown[] =>
  Object.entries(resource).sort(([a], [b]) => (a < b ? -1 : 1))

const problem = (description: string) => refuse('invalid_request', description)
