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
import { journalEntry } from './journal-entry.ts'
import { createAccount, setPassword } from './people/accounts.ts'
import { connectedApps, disconnect } from './people/connected-apps.ts'
import { createFirst, createSetupLink } from './people/first-account.ts'
import { findSignedIn, openSession, signIn } from './people/sign-in.ts'
import type { Needs } from './needs.ts'
import type { Policy } from './policy.ts'
import type { GrantId } from './ports/ids.ts'
import type { Ports } from './ports/ports.ts'
import { addResourceKey, putResource } from './registry/resources.ts'
import { findAccessToken } from './tokens/find-access-token.ts'
import { introspection, type IntrospectionRooms } from './tokens/introspect.ts'
import { issueTokens } from './tokens/issue-tokens.ts'
import { revoke } from './tokens/revoke.ts'

export const createIssuer = (ports: Ports, policy: Policy): Issuer => {
  const { store } = ports
  const needs: Needs = { ...ports, policy, entry: journalEntry(ports) }
  const grants = allGrants(needs)
  // One of each: they remember what they verified.
  const rooms = { authenticateClient: authenticateClient(needs), findAccessToken: findAccessToken(needs) }
  return {
    policy,
    authorize: corridor(needs, grants),
    token: tokenRooms(needs, grants, rooms),
    introspection: introspection(needs, rooms),
    clients: clientRegistry(needs, grants),
    resources: {
      list: () => store.resources.list(),
      put: putResource(needs),
      addKey: addResourceKey(needs),
    },
    people: people(needs),
    journal: { list: (page) => store.journal.list(page) },
  }
}

const corridor = (needs: Needs, grants: readonly GrantDefinition[]): Authorize => ({
  identifyClient: identifyClient(needs, openTypes(grants)),
  checkRequest: checkRequest(needs),
  claim: claimRequest(needs),
  find: findRequest(needs),
  nextStep: nextStep(needs),
  decide: recordConsent(needs),
  issueCode: issueCode(needs),
  deny: deny(needs),
  answerError,
})

const tokenRooms = (needs: Needs, grants: readonly GrantDefinition[], rooms: IntrospectionRooms): Token => ({
  authenticateClient: rooms.authenticateClient,
  grantFor(form, client) {
    const type = required(form, 'grant_type')
    const grant = grants.find((candidate) => candidate.type === type)
    if (!grant) throw refuse('unsupported_grant_type', 'this grant_type is not supported', { parameter: 'grant_type' })
    if (!grant.allows(client)) throw refuse('unauthorized_client', `this client may not use the grant ${type}`)
    return grant
  },
  issueTokens: issueTokens(needs),
  revoke: revoke(needs, rooms.findAccessToken),
  hasEnded: ({ grantId, jti }) => needs.store.endedGrants.hasEnded({ grantId: grantId as GrantId | undefined, jti }),
  grantTypes: grants.map(({ type }) => type),
  authenticationMethods,
})

const clientRegistry = (needs: Needs, grants: readonly GrantDefinition[]): ClientRegistry => {
  const { store, clock, entry } = needs
  const types = grants.map(({ type }) => type)
  // A machine's grant needs what only an operator gives, so nobody can register for it.
  const open = types.filter((type) => type !== 'client_credentials')
  return {
    register: registerClient(needs, open),
    configure: configureClient(needs, types),
    list: () => store.clients.list(),
    async remove(id, visit) {
      const journal = [entry('client.removed', visit, { clientId: id })]
      return (await store.clients.remove(id, clock.now(), journal)) === 'removed'
    },
  }
}

const people = (needs: Needs): People => {
  const { store, clock, digest, entry } = needs
  return {
    isClaimed: () => store.users.isClaimed(),
    createSetupLink: createSetupLink(needs),
    isSetupLinkOpen: (secret) => store.users.isSetupLinkOpen(digest.sha256(secret), clock.now()),
    createFirst: createFirst(needs),
    create: createAccount(needs),
    list: () => store.users.list(),
    setPassword: setPassword(needs),
    setDisabled(id, disabled, visit) {
      const journal = [entry(disabled ? 'user.disabled' : 'user.enabled', visit, { userId: id })]
      return store.users.setDisabled(id, disabled ? clock.now() : undefined, journal)
    },
    remove: (id, visit) => store.users.remove(id, clock.now(), [entry('user.removed', visit, { userId: id })]),
    signIn: signIn(needs),
    signInCreated: openSession(needs),
    findSignedIn: findSignedIn(needs),
    async signOut({ session, user }, visit) {
      await store.sessions.end(session.id, [entry('sign-out', visit, { userId: user.id })])
    },
    connectedApps: connectedApps(needs),
    disconnect: disconnect(needs),
  }
}
