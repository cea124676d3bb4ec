/** Puts the rooms together: ports and policy in, one object out. */
import { refuse } from '@gatehouse/protocol/errors'
import { required } from '@gatehouse/protocol/parameters'
import { answerError } from './authorize/answer-error.ts'
import { checkRequest } from './authorize/check-request.ts'
import { claimRequest, findRequest } from './authorize/find-request.ts'
import { identifyClient } from './authorize/identify-client.ts'
import { issueCode } from './authorize/issue-code.ts'
import { nextStep } from './authorize/next-step.ts'
import { deny, recordConsent } from './authorize/record-consent.ts'
import { authenticateClient, authenticationMethods } from './clients/authenticate-client.ts'
import { configureClient } from './clients/configure.ts'
import { registerClient } from './clients/register.ts'
import { allGrants } from './grants/index.ts'
import type { GrantDefinition } from './grants/grant.ts'
import type { Authorize, ClientRegistry, Issuer, People, Token } from './issuer.ts'
import { journalEntry, type Entry } from './journal-entry.ts'
import { createAccount, setPassword } from './people/accounts.ts'
import { connectedApps, disconnect } from './people/connected-apps.ts'
import { createFirst, createSetupLink } from './people/first-account.ts'
import { findSignedIn, openSession, signIn } from './people/sign-in.ts'
import type { Policy } from './policy.ts'
import type { GrantId } from './ports/ids.ts'
import type { Ports } from './ports/ports.ts'
import { addResourceKey, putResource } from './registry/resources.ts'
import { issueTokens } from './tokens/issue-tokens.ts'
import { revoke } from './tokens/revoke.ts'

export const createIssuer = (ports: Ports, policy: Policy): Issuer => {
  const { store } = ports
  const entry = journalEntry(ports)
  const grants = allGrants(ports, entry)
  return {
    policy,
    authorize: corridor(ports, policy, entry),
    token: tokenRooms(ports, policy, entry, grants),
    clients: clientRegistry(ports, policy, entry, grants),
    resources: {
      list: () => store.resources.list(),
      put: putResource(ports, entry),
      addKey: addResourceKey(ports, entry),
    },
    people: people(ports, policy, entry),
    journal: { list: (page) => store.journal.list(page) },
  }
}

const corridor = (ports: Ports, policy: Policy, entry: Entry): Authorize => ({
  identifyClient: identifyClient(ports),
  checkRequest: checkRequest(ports, policy),
  claim: claimRequest(ports),
  find: findRequest(ports),
  nextStep: nextStep(ports),
  decide: recordConsent(ports, policy, entry),
  issueCode: issueCode(ports, policy, entry),
  deny: deny(ports, entry),
  answerError,
})

const tokenRooms = (ports: Ports, policy: Policy, entry: Entry, grants: readonly GrantDefinition[]): Token => ({
  authenticateClient: authenticateClient(ports),
  grantFor(form, client) {
    const type = required(form, 'grant_type')
    const grant = grants.find((candidate) => candidate.type === type)
    if (!grant) throw refuse('unsupported_grant_type', 'this grant_type is not supported', { parameter: 'grant_type' })
    if (!grant.allows(client)) throw refuse('unauthorized_client', `this client may not use the grant ${type}`)
    return grant
  },
  issueTokens: issueTokens(ports, policy, entry),
  revoke: revoke(ports, entry),
  hasEnded: ({ grantId, jti }) => ports.store.endedGrants.hasEnded({ grantId: grantId as GrantId | undefined, jti }),
  grantTypes: grants.map(({ type }) => type),
  authenticationMethods,
})

const clientRegistry = (
  ports: Ports,
  policy: Policy,
  entry: Entry,
  grants: readonly GrantDefinition[],
): ClientRegistry => {
  const types = grants.map(({ type }) => type)
  // A machine's grant needs what only an operator gives, so nobody can register for it.
  const open = types.filter((type) => type !== 'client_credentials')
  return {
    register: registerClient(ports, policy, open, entry),
    configure: configureClient(ports, policy, types, entry),
    list: () => ports.store.clients.list(),
    async remove(id, visit) {
      const journal = [entry('client.removed', visit, { clientId: id })]
      return (await ports.store.clients.remove(id, ports.clock.now(), journal)) === 'removed'
    },
  }
}

const people = (ports: Ports, policy: Policy, entry: Entry): People => {
  const { store, clock, digest } = ports
  return {
    isClaimed: () => store.users.isClaimed(),
    createSetupLink: createSetupLink(ports, policy),
    isSetupLinkOpen: (secret) => store.users.isSetupLinkOpen(digest.sha256(secret), clock.now()),
    createFirst: createFirst(ports, entry),
    create: createAccount(ports, entry),
    list: () => store.users.list(),
    setPassword: setPassword(ports, entry),
    setDisabled(id, disabled, visit) {
      const journal = [entry(disabled ? 'user.disabled' : 'user.enabled', visit, { userId: id })]
      return store.users.setDisabled(id, disabled ? clock.now() : undefined, journal)
    },
    remove: (id, visit) => store.users.remove(id, clock.now(), [entry('user.removed', visit, { userId: id })]),
    signIn: signIn(ports, policy, entry),
    signInCreated: openSession(ports, policy, entry),
    findSignedIn: findSignedIn(ports, policy),
    async signOut({ session, user }, visit) {
      await store.sessions.end(session.id, [entry('sign-out', visit, { userId: user.id })])
    },
    connectedApps: connectedApps(ports),
    disconnect: disconnect(ports, entry),
  }
}
