/** What the person is asked: the scopes of the request, and those that this installation has already and would lose. protocol.md "Step-up" */
import type { SignedIn } from '../people/sign-in.ts'
import type { Consent } from '../ports/consents.ts'
import type { ResourceScopes } from '../ports/pending-authorizations.ts'
import type { Ports } from '../ports/ports.ts'
import type { Resource } from '../ports/resources.ts'
import type { ConsentAsk, ConsentQuestion, OpenRequest } from './corridor.ts'

export const askForConsent =
  ({ store, clock }: Pick<Ports, 'store' | 'clock'>) =>
  async ({ pending, reply }: OpenRequest, { user }: SignedIn): Promise<ConsentQuestion> => {
    const now = clock.now()
    const { client } = reply
    const registry = await store.resources.list()
    const remembered = await store.consents.find(user.id, client.id, pending.redirectUri, now)
    const live = isOneInstallation(reply) ? await store.grants.listLive(user.id, now) : []
    const held = live.filter((grant) => grant.clientId === client.id).flatMap((grant) => grant.approved)
    const isOnly = pending.asked.length === 1 && pending.asked[0]?.scopes.length === 1
    const asks = pending.asked.flatMap((asked) => {
      const resource = registry.find(({ uri }) => uri === asked.resource)
      return resource ? [ask(resource, asked, { held, isOnly })] : []
    })
    return { client, redirectUri: pending.redirectUri, person: user, asks, isRemembered: covers(remembered, asks) }
  }

/** Self-registered: the id belongs to one installation. Otherwise only a web callback proves that the same party asks again. */
const isOneInstallation = ({ client, redirectUri }: OpenRequest['reply']): boolean =>
  client.provenance === 'dynamic' || redirectUri.startsWith('https:')

const ask = (
  resource: Resource,
  asked: ResourceScopes,
  { held, isOnly }: { readonly held: readonly ResourceScopes[]; readonly isOnly: boolean },
): ConsentAsk => {
  const has = held.filter((pair) => pair.resource === resource.uri).flatMap((pair) => pair.scopes)
  const shown = resource.scopes.filter(({ name }) => asked.scopes.includes(name) || has.includes(name))
  return {
    resource,
    scopes: shown.map((definition) => ({
      definition,
      isAsked: asked.scopes.includes(definition.name),
      isRequired: isOnly && shown.length === 1,
    })),
  }
}

const covers = (remembered: readonly Consent[], asks: readonly ConsentAsk[]): boolean =>
  asks.length > 0 &&
  asks.every(({ resource, scopes }) => {
    const consent = remembered.find((candidate) => candidate.resource === resource.uri)
    return consent !== undefined && scopes.every(({ definition }) => consent.scopes.includes(definition.name))
  })
