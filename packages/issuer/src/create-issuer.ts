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
import { configuredClients } from './clients/change-configured.ts'
import { configureClient } from './clients/configure.ts'
import { initialAccessTokens } from './clients/initial-access-tokens.ts'
import { registrationManagement } from './clients/manage-registration.ts'
import { registerClient } from './clients/register.ts'
import { allGrants } from './grants/index.ts'
import type { GrantDefinition } from './grants/grant.ts'
import type { Authorize, ClientRegistry, Issuer, People, Token } from './issuer.ts'
import { journalEntry } from './journal-entry.ts'
import { createAccount, setPassword } from './people/accounts.ts'
import { changePassword } from './people/change-password.ts'
import { connectedApps, disconnect, disconnectAll } from './people/connected-apps.ts'
import { readLeaving } from './people/leave.ts'
import { createFirst, createSetupLink } from './people/first-account.ts'
import { endSession, listSessions, signOutEverywhere } from './people/sessions.ts'
import { findSignedIn, openSession, signIn } from './people/sign-in.ts'
import type { Needs } from './needs.ts'
import type { Policy } from './policy.ts'
import type { GrantId } from './ports/ids.ts'
import type { Ports } from './ports/ports.ts'
import { resourceKeys } from './registry/resource-keys.ts'
import { recordCalls } from './record-calls.ts'
import { putResource } from './registry/resources.ts'
import { acrValues } from './tokens/authentication-context.ts'
import { findAccessToken } from './tokens/find-access-token.ts'
import { introspection, type IntrospectionRooms } from './tokens/introspect.ts'
import { issueTokens } from './tokens/issue-tokens.ts'
import { revocations } from './tokens/revocations.ts'
import { revoke } from './tokens/revoke.ts'
import { userinfo } from './tokens/userinfo.ts'

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
    revocations: revocations(needs),
    clients: clientRegistry(needs, grants),
    resources: {
      list: () => store.resources.list(),
      put: putResource(needs),
      ...resourceKeys(needs),
    },
    people: people(needs),
    journal: { list: (page) => store.journal.list(page), recordCalls: recordCalls(needs) },
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
  userinfo: userinfo(needs, rooms.findAccessToken),
  acrValues,
  revoke: revoke(needs, rooms.findAccessToken),
  hasEnded: ({ grantId, jti }) => needs.store.endedGrants.hasEnded({ grantId: grantId as GrantId | undefined, jti }),
  grantTypes: grants.map(({ type }) => type),
  authenticationMethods,
})

/** A machine's grant needs what only an operator gives, so nobody can register for it, and no document can name it. */
const openTypes = (grants: readonly GrantDefinition[]): readonly string[] =>
  grants.map(({ type }) => type).filter((type) => type !== 'client_credentials')

const clientRegistry = (needs: Needs, grants: readonly GrantDefinition[]): ClientRegistry => {
  const { store, clock, entry } = needs
  const types = grants.map(({ type }) => type)
  const open = openTypes(grants)
  return {
    register: registerClient(needs, open),
    registration: registrationManagement(needs, open),
    initialAccessTokens: initialAccessTokens(needs),
    configure: configureClient(needs, types),
    ...configuredClients(needs, types),
    list: () => store.clients.list(),
    async setDisabled(id, disabled, visit) {
      const journal = [entry(disabled ? 'client.disabled' : 'client.enabled', visit, { clientId: id })]
      return (await store.clients.setDisabled(id, disabled ? clock.now() : undefined, journal)) === 'done'
    },
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
    find: (id) => store.users.find(id),
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
    readLeaving: readLeaving(needs),
    connectedApps: connectedApps(needs),
    disconnect: disconnect(needs),
    disconnectAll: disconnectAll(needs),
    sessions: listSessions(needs),
    endSession: endSession(needs),
    signOutEverywhere: signOutEverywhere(needs),
    changePassword: changePassword(needs),
  }
}
