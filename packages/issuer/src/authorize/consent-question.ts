/** What the person is asked: the scopes of the request, and those that this installation has already and would lose. protocol.md "Step-up" */
import { openId } from '@gatehouse/protocol/scope'
import type { SignedIn } from '../people/sign-in.ts'
import type { Consent } from '../ports/consents.ts'
import type { ResourceScopes } from '../ports/pending-authorizations.ts'
import type { Needs } from '../needs.ts'
import { listTargets, type Target } from '../registry/targets.ts'
import { isIdentity } from '../scopes-asked.ts'
import type { ConsentAsk, ConsentQuestion, OpenRequest } from './corridor.ts'

export const askForConsent =
  (needs: Pick<Needs, 'store' | 'clock' | 'policy'>) =>
  async ({ pending, reply }: OpenRequest, { user }: SignedIn): Promise<ConsentQuestion> => {
    const { store, clock } = needs
    const now = clock.now()
    const { client } = reply
    const targets = await listTargets(needs)
    const remembered = await store.consents.find(user.id, client.id, pending.redirectUri, now)
    const mayBeRemembered = client.provenance !== 'document' || isOneInstallation(reply)
    const approved = isOneInstallation(reply) ? await store.grants.listApproved(user.id, client.id, now) : []
    const held = approved.flat()
    const atServers = pending.asked.filter((pair) => !isIdentity(pair)).flatMap(({ scopes }) => scopes)
    const asks = pending.asked.flatMap((asked) => {
      const resource = targets.find(({ uri }) => uri === asked.resource)
      return resource ? [ask(resource, asked, { held, isOnly: atServers.length === 1 })] : []
    })
    return {
      client,
      redirectUri: pending.redirectUri,
      person: user,
      asks,
      isRemembered: mayBeRemembered && covers(remembered, asks),
    }
  }

/** Self-registered: the id belongs to one installation. Otherwise only a web callback proves that the same party asks again. */
const isOneInstallation = ({ client, redirectUri }: OpenRequest['reply']): boolean =>
  client.provenance === 'dynamic' || redirectUri.startsWith('https:')

const ask = (
  resource: Target,
  asked: ResourceScopes,
  { held, isOnly }: { readonly held: readonly ResourceScopes[]; readonly isOnly: boolean },
): ConsentAsk => {
  // Who asks who the person is asks for all that it needs each time: it is told no more than that.
  const kept = isIdentity(asked) ? [] : held
  const has = kept.filter((pair) => pair.resource === resource.uri).flatMap((pair) => pair.scopes)
  const shown = resource.scopes.filter(({ name }) => asked.scopes.includes(name) || has.includes(name))
  return {
    resource,
    scopes: shown.map((definition) => ({
      definition,
      isAsked: asked.scopes.includes(definition.name),
      isRequired: definition.name === openId || (isOnly && shown.length === 1),
    })),
  }
}

const covers = (remembered: readonly Consent[], asks: readonly ConsentAsk[]): boolean =>
  asks.length > 0 &&
  asks.every(({ resource, scopes }) => {
    const consent = remembered.find((candidate) => candidate.resource === resource.uri)
    return consent !== undefined && scopes.every(({ definition }) => consent.scopes.includes(definition.name))
  })
