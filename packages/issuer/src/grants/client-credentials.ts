/** The client_credentials grant: a machine in its own name, within what an operator gave it. RFC 6749 §4.4 */
import { refuse } from '@gatehouse/protocol/errors'
import { all, single } from '@gatehouse/protocol/parameters'
import { parseResource, sameResource } from '@gatehouse/protocol/resource'
import { parseScope } from '@gatehouse/protocol/scope'
import type { MachineAccess } from '../ports/clients.ts'
import type { Ports } from '../ports/ports.ts'
import { isShared } from '../scopes-asked.ts'
import type { GrantDefinition } from './grant.ts'

export const clientCredentials = ({ store }: Pick<Ports, 'store'>): GrantDefinition => ({
  type: 'client_credentials',
  allows: ({ client, authentication }) => authentication !== 'none' && client.grantTypes.includes('client_credentials'),
  async prove(form, { client }) {
    const access = select(all(form, 'resource'), client.machineAccess)
    const resource = (await store.resources.list()).find(({ uri }) => uri === access.resource)
    if (!resource) throw refuse('invalid_target', 'this server is not registered any more', { parameter: 'resource' })
    const asked = parseScope(single(form, 'scope')).filter((scope) => !isShared(scope))
    const beyond = asked.find((scope) => !access.scopes.includes(scope))
    if (beyond !== undefined)
      throw refuse('invalid_scope', `this client was not given the scope ${beyond}`, { parameter: 'scope' })
    const scopes = asked.length > 0 ? asked : access.scopes
    return {
      authorization: { subject: client.id, resource, scopes, hasOfflineAccess: false },
      spend: { kind: 'nothing' },
    }
  },
})

/** No assigned resource, no token; one is meant when none is named. */
const select = (named: readonly string[], assigned: readonly MachineAccess[]): MachineAccess => {
  const [first, ...others] = named.map(parseResource)
  if (others.length > 0)
    throw refuse('invalid_target', 'a token is for one resource: name one', { parameter: 'resource' })
  const found =
    first === undefined
      ? assigned.length === 1
        ? assigned[0]
        : undefined
      : assigned.find(({ resource }) => sameResource(resource, first))
  if (found) return found
  throw refuse('invalid_target', 'name a resource that this client was given', { parameter: 'resource' })
}
