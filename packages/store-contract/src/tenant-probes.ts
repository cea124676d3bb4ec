/** What a stranger's tenant is told, verb by verb, with the ids of another tenant's rows. V11 */
import { days } from '@gatehouse/protocol/time'
import type { Store } from '@gatehouse/issuer/ports/store'
import {
  aClient,
  aDocumentClient,
  aJournalRow,
  anId,
  aPending,
  aRefreshToken,
  aSigningKey,
  aUser,
  later,
  NOW,
} from './examples.ts'
import { FROM, spending } from './stories.ts'
import { RATE } from './world.ts'
import type { World } from './world.ts'

type Verbs = Omit<Store, 'sweep'>
/** A verb that is missing here does not compile. */
export type Probes = {
  readonly [Port in keyof Verbs]: {
    readonly [Verb in keyof Verbs[Port]]: {
      readonly call: (port: Verbs[Port], world: World) => Promise<unknown>
      readonly told: unknown
    }
  }
}

const journal = [aJournalRow()]

export const PROBES: Probes = {
  clients: {
    find: { call: (port, { client }) => port.find(client.id), told: undefined },
    list: { call: (port) => port.list(), told: [] },
    create: { call: (port, { client }) => port.create(client, []), told: 'created' },
    remove: { call: (port, { client }) => port.remove(client.id, NOW, []), told: 'removed' },
    register: { call: (port, { client }) => port.register(client, 0, []), told: 'created' },
    setDisabled: { call: (port) => port.setDisabled(anId('cli'), NOW, journal), told: 'unknown' },
    update: { call: (port) => port.update(aClient(), undefined, journal), told: 'unknown' },
    saveDocument: { call: (port) => port.saveDocument(aDocumentClient(), 0, []), told: 'saved' },
  },
  consents: {
    find: {
      call: (port, { user, client, consent }) => port.find(user.id, client.id, consent.redirectUri, NOW),
      told: [],
    },
  },
  endedGrants: {
    hasEnded: { call: (port, { grant }) => port.hasEnded({ grantId: grant.id, jti: anId('jti') }), told: true },
    listEnded: { call: (port, { endedToken }) => port.listEnded(endedToken.resource, NOW, NOW), told: [] },
    endToken: { call: (port, { endedToken }) => port.endToken(endedToken, NOW, []), told: undefined },
  },
  grants: {
    find: { call: (port, { grant }) => port.find(grant.id), told: undefined },
    listLive: { call: (port, { user }) => port.listLive(user.id, NOW), told: [] },
    listApproved: { call: (port, { user, client }) => port.listApproved(user.id, client.id, NOW), told: [] },
    end: { call: (port, { grant }) => port.end(grant.id, 'revoked', NOW, journal), told: 'unknown' },
    endAll: { call: (port, { user }) => port.endAll(user.id, 'revoked', NOW, journal), told: 0 },
  },
  issuance: {
    approve: {
      call: (port, { pending, openCode }) => port.approve(pending.id, { code: openCode, consents: [] }, NOW, journal),
      told: { outcome: 'gone' },
    },
    deny: { call: (port, { pending }) => port.deny(pending.id, NOW, journal), told: { outcome: 'gone' } },
    findCode: { call: (port, { openCode }) => port.findCode(openCode.id, openCode.secretHash), told: undefined },
    findRefreshToken: { call: (port, { child }) => port.findRefreshToken(child.id, child.secretHash), told: undefined },
    findAccessToken: {
      call: (port, { accessToken }) => port.findAccessToken(accessToken.id, accessToken.secretHash, NOW),
      told: undefined,
    },
    issue: {
      call: (port, { child, client }) =>
        port.issue(
          spending(child),
          { refreshToken: aRefreshToken(child), clientId: client.id, from: FROM },
          NOW,
          journal,
        ),
      told: { outcome: 'ended' },
    },
    countReplay: { call: (port, { grant }) => port.countReplay(grant.id, 9, days(1), NOW, journal), told: 'overLimit' },
  },
  journal: {
    list: { call: (port) => port.list({ limit: 100 }), told: [] },
    append: { call: (port) => port.append(journal), told: undefined },
  },
  pendingAuthorizations: {
    find: { call: (port, { pending }) => port.find(pending.id, NOW), told: undefined },
    claim: { call: (port, { pending }) => port.claim(pending.id, 'handle', 'thief', NOW), told: 'gone' },
    create: { call: (port, { pending }) => port.create({ ...aPending(), id: pending.id }), told: undefined },
  },
  rateLimits: {
    check: { call: (port) => port.check('key', RATE, NOW), told: { allowed: true } },
    giveBack: { call: (port) => port.giveBack('key'), told: undefined },
    take: { call: (port) => port.take('key', RATE, NOW), told: { allowed: true } },
  },
  registrationTokens: {
    list: { call: (port) => port.list(), told: [] },
    take: {
      call: (port, { registrationToken: { id, secretHash } }) => port.take(id, secretHash, NOW),
      told: 'refused',
    },
    remove: { call: (port, { registrationToken: { id } }) => port.remove(id, journal), told: 'unknown' },
    create: {
      call: (port, { registrationToken }) => port.create({ ...registrationToken, label: 'x' }, []),
      told: undefined,
    },
  },
  resources: {
    list: { call: (port) => port.list(), told: [] },
    findKey: { call: (port, { key }) => port.findKey(key.id, key.secretHash), told: undefined },
    listKeys: { call: (port, { resource }) => port.listKeys(resource.id), told: [] },
    removeKey: { call: (port, { key }) => port.removeKey(key.id, journal), told: 'unknown' },
    update: { call: (port, { resource }) => port.update(resource, journal), told: 'unknown' },
    create: { call: (port, { resource }) => port.create({ ...resource, title: 'Other' }, []), told: 'created' },
    addKey: { call: (port, { key }) => port.addKey({ ...key, label: 'other' }, []), told: undefined },
  },
  seenOnce: {
    take: { call: (port) => port.take('assertion', 'value', later(1), NOW), told: 'first' },
  },
  sessions: {
    list: { call: (port, { user }) => port.list(user.id, NOW), told: [] },
    endAll: { call: (port, { user }) => port.endAll(user.id, undefined, journal), told: 0 },
    find: { call: (port, { session }) => port.find(session.id, session.secretHash, NOW), told: undefined },
    knowsBrowser: {
      call: (port, { user, session }) => port.knowsBrowser(user.id, session.browserHash, NOW),
      told: false,
    },
    touch: { call: (port, { session }) => port.touch(session.id, later(1)), told: undefined },
    end: { call: (port, { session }) => port.end(session.id, []), told: undefined },
    create: { call: (port, { session }) => port.create({ ...session, browserHash: 'other' }, []), told: undefined },
  },
  signingKeys: {
    list: { call: (port) => port.list(), told: [] },
    addAfter: {
      call: (port, { signingKey }) => port.addAfter(signingKey.kid, aSigningKey(), journal),
      told: 'notNewest',
    },
    remove: { call: (port, { signingKey }) => port.remove(signingKey.kid, journal), told: 'unknown' },
    reseal: {
      call: (port, { signingKey: { kid, sealedPrivateKey } }) =>
        port.reseal([{ kid, from: sealedPrivateKey, to: 'stolen' }], journal),
      told: 'changed',
    },
    createFirst: { call: (port, { signingKey }) => port.createFirst({ ...signingKey, alg: 'RS256' }), told: 'created' },
  },
  users: {
    find: { call: (port, { user }) => port.find(user.id), told: undefined },
    findBySignInName: { call: (port, { user }) => port.findBySignInName(user.signInNames[0] ?? ''), told: undefined },
    list: { call: (port) => port.list(), told: [] },
    isClaimed: { call: (port) => port.isClaimed(), told: false },
    setPassword: { call: (port, { user }) => port.setPassword(user.id, 'stolen', NOW, journal), told: 'unknown' },
    changePassword: {
      call: (port, { user }) => port.changePassword(user, 'stolen', NOW, journal),
      told: 'changedSince',
    },
    setDisabled: { call: (port, { user }) => port.setDisabled(user.id, NOW, journal), told: 'unknown' },
    remove: { call: (port, { user }) => port.remove(user.id, NOW, journal), told: 'unknown' },
    addSetupLink: { call: (port) => port.addSetupLink('link', later(1)), told: undefined },
    isSetupLinkOpen: { call: (port) => port.isSetupLinkOpen('another link', NOW), told: false },
    createFirst: { call: (port) => port.createFirst(aUser(), 'operator', NOW, []), told: 'created' },
    create: { call: (port, { user }) => port.create({ ...user, name: 'Impostor' }, []), told: 'created' },
  },
}
