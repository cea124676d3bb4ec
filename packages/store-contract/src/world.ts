/** One of everything in one tenant, and how to look at all of it: for isolation, hostile texts and restarts. */
import { seconds } from '@gatehouse/protocol/time'
import type { Store } from '@gatehouse/issuer/ports/store'
import {
  aClient,
  aJournalRow,
  anAccessToken,
  anEndedToken,
  anId,
  aPending,
  aRegistrationToken,
  aResource,
  aResourceKey,
  aSession,
  aSigningKey,
  later,
  NOW,
} from './examples.ts'
import { aFamily, anAccount, anApproval, FROM, refresh } from './stories.ts'

export const aWorld = async (store: Store) => {
  const admin = await anAccount(store, { isAdmin: true })
  const family = await aFamily(store)
  const { child } = await refresh(store, { parent: family.token, clientId: family.grant.clientId })
  const client = aClient({ id: family.grant.clientId })
  const session = aSession(family.user)
  const pending = aPending({ boundTo: { handleHash: 'handle' } })
  const resource = aResource({ isDefault: true })
  const key = aResourceKey(resource)
  const signingKey = aSigningKey()
  const endedToken = anEndedToken()
  const registrationToken = aRegistrationToken()
  const accessToken = anAccessToken({ grantId: family.grant.id })
  await store.clients.create(client, [aJournalRow()])
  await store.sessions.create(session, [])
  await store.pendingAuthorizations.create(pending)
  await store.resources.create(resource, [])
  await store.resources.addKey(key, [])
  await store.signingKeys.createFirst(signingKey)
  await store.endedGrants.endToken(endedToken, NOW, [])
  await store.registrationTokens.create(registrationToken, [])
  await store.seenOnce.take('assertion', 'value', later(100), NOW)
  await store.issuance.issue({ kind: 'nothing' }, { accessToken, clientId: client.id, from: FROM }, NOW, [])
  await store.rateLimits.take('key', RATE, NOW)
  const waiting = await anApproval(store, family.user)
  return {
    ...family,
    admin,
    child,
    client: { ...client, lastUsedAt: NOW },
    session,
    pending,
    resource,
    key,
    signingKey,
    endedToken,
    registrationToken,
    accessToken,
    openCode: waiting.code,
  }
}
export type World = Awaited<ReturnType<typeof aWorld>>

export const RATE = { limit: 1, window: seconds(100) }

/** Everything that can be seen of a world. */
export const seen = async (store: Store, world: World) => ({
  clients: await store.clients.list(),
  consents: await store.consents.find(world.user.id, world.client.id, world.consent.redirectUri, NOW),
  grant: await store.grants.find(world.grant.id),
  live: await store.grants.listLive(world.user.id, NOW),
  ended: await store.endedGrants.hasEnded({ grantId: world.grant.id, jti: anId('jti') }),
  endedToken: await store.endedGrants.hasEnded({ jti: world.endedToken.jti }),
  listed: await store.endedGrants.listEnded(world.endedToken.resource, NOW, NOW),
  accessToken: await store.issuance.findAccessToken(world.accessToken.id, world.accessToken.secretHash, NOW),
  spentCode: await store.issuance.findCode(world.code.id, world.code.secretHash),
  openCode: await store.issuance.findCode(world.openCode.id, world.openCode.secretHash),
  parent: await store.issuance.findRefreshToken(world.token.id, world.token.secretHash),
  child: await store.issuance.findRefreshToken(world.child.id, world.child.secretHash),
  journal: await store.journal.list({ limit: 100 }),
  pending: await store.pendingAuthorizations.find(world.pending.id, NOW),
  rate: await store.rateLimits.check('key', RATE, NOW),
  registrationTokens: await store.registrationTokens.list(),
  resources: await store.resources.list(),
  keys: await store.resources.listKeys(world.resource.id),
  key: await store.resources.findKey(world.key.id, world.key.secretHash),
  session: await store.sessions.find(world.session.id, world.session.secretHash, NOW),
  sessions: await store.sessions.list(world.user.id, NOW),
  knownBrowser: await store.sessions.knowsBrowser(world.user.id, world.session.browserHash, NOW),
  signingKeys: await store.signingKeys.list(),
  users: await store.users.list(),
  byName: await store.users.findBySignInName(world.user.signInNames[0] ?? ''),
})
