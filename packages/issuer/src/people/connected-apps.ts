/** Which programs may act for a person, and how the person ends that. */
import { asKnown } from '../clients/document-rules.ts'
import type { Grant } from '../ports/grants.ts'
import type { GrantId } from '../ports/ids.ts'
import type { Client } from '../ports/clients.ts'
import type { Resource, ScopeDefinition } from '../ports/resources.ts'
import { isIdentity } from '../scopes-asked.ts'
import type { Visit } from '../visit.ts'
import type { SignedIn } from './sign-in.ts'
import type { Needs } from '../needs.ts'

export interface ConnectedApp {
  readonly grant: Grant
  /** undefined when the client was removed: its grants end with it, so only for a moment. */
  readonly client: Client | undefined
  /** What the app may know of the person: OpenID scopes. */
  readonly identity: readonly string[]
  readonly servers: readonly { readonly resource: Resource; readonly scopes: readonly ScopeDefinition[] }[]
}

export const connectedApps =
  ({ store, clock, policy }: Needs) =>
  async ({ user }: SignedIn): Promise<readonly ConnectedApp[]> => {
    const registry = await store.resources.list()
    const grants = await store.grants.listLive(user.id, clock.now())
    return Promise.all(
      grants
        .filter((grant) => grant.userEpoch === user.epoch)
        .map(async (grant) => {
          const client = await store.clients.find(grant.clientId)
          return {
            grant,
            client: client && asKnown(client, grant.redirectUri, policy.clientDocuments),
            identity: grant.approved.find(isIdentity)?.scopes ?? [],
            servers: serversOf(grant, registry),
          }
        }),
    )
  }

/** Somebody else's grant is as unknown as none. */
export const disconnect =
  ({ store, clock, entry }: Needs) =>
  async ({ user }: SignedIn, grantId: string, visit: Visit): Promise<'disconnected' | 'unknown'> => {
    const grant = await store.grants.find(grantId as GrantId)
    if (!grant || grant.userId !== user.id) return 'unknown'
    const facts = { userId: user.id, clientId: grant.clientId, grantId: grant.id }
    await store.grants.end(grant.id, 'disconnected', clock.now(), [entry('grant.disconnected', visit, facts)])
    return 'disconnected'
  }

/** Everything that acts for this person now. Returns how many it was. */
export const disconnectAll =
  ({ store, clock, entry }: Needs) =>
  async ({ user }: SignedIn, visit: Visit): Promise<number> => {
    const journal = [entry('grant.all-disconnected', visit, { userId: user.id })]
    return store.grants.endAll(user.id, 'disconnected', clock.now(), journal)
  }

const serversOf = (grant: Grant, registry: readonly Resource[]): ConnectedApp['servers'] =>
  grant.approved.flatMap(({ resource: uri, scopes }) => {
    const resource = registry.find((candidate) => candidate.uri === uri)
    return resource ? [{ resource, scopes: resource.scopes.filter(({ name }) => scopes.includes(name)) }] : []
  })
