/** What two processes race for. Each call brings rows of its own; what they fight about comes from the test. */
import { after, days, hours } from '@gatehouse/protocol/time'
import type { AuthorizationCode } from '@gatehouse/issuer/ports/issuance'
import type { Client } from '@gatehouse/issuer/ports/clients'
import type { PendingAuthorization } from '@gatehouse/issuer/ports/pending-authorizations'
import type { RegistrationToken } from '@gatehouse/issuer/ports/registration-tokens'
import type { SigningKey } from '@gatehouse/issuer/ports/signing-keys'
import type { Store } from '@gatehouse/issuer/ports/store'
import type { User } from '@gatehouse/issuer/ports/users'
import type { aFamily } from '@gatehouse/store-contract/stories'
import {
  aCode,
  aDocumentClient,
  aDynamicClient,
  aGrant,
  aHash,
  aJournalRow,
  aRefreshToken,
  aSigningKey,
  aUser,
  NOW,
} from '@gatehouse/store-contract/examples'
import { FROM, refresh } from '@gatehouse/store-contract/stories'

export interface Rows {
  readonly user: User
  readonly code: AuthorizationCode
  readonly pending: PendingAuthorization
  readonly family: Awaited<ReturnType<typeof aFamily>>
  readonly key: SigningKey
  readonly permission: RegistrationToken
  readonly client: Client
}

const journal = () => [aJournalRow()]
const refreshIt = async (store: Store, { family: { token, grant } }: Rows) =>
  refresh(store, { parent: token, clientId: grant.clientId })
const endIt = async (store: Store, { family: { grant } }: Rows) => store.grants.end(grant.id, 'revoked', NOW, journal())

export const CALLS = {
  async redeem(store: Store, { code }: Rows) {
    const rows = { grant: aGrant(code), refreshToken: aRefreshToken(code), clientId: code.clientId, from: FROM }
    return store.issuance.issue({ kind: 'code', id: code.id }, rows, NOW, journal())
  },
  refresh: refreshIt,
  decide: async (store: Store, { user, pending }: Rows, index: number) =>
    index % 2 === 0
      ? store.issuance.approve(pending.id, { code: aCode(user), consents: [] }, NOW, journal())
      : store.issuance.deny(pending.id, NOW, journal()),
  claim: async (store: Store, { pending }: Rows, index: number) =>
    store.pendingAuthorizations.claim(pending.id, 'handle', `browser ${process.pid} ${index}`, NOW),
  /** In a tenant without a user. */
  claimInstance: async (store: Store, _: Rows, index: number) =>
    store.users.createFirst(aUser(), index % 2 === 0 ? { setupLinkHash: 'link' } : 'operator', NOW, journal()),
  takeName: async (store: Store) =>
    store.users.create(aUser({ signInNames: ['alice', 'alice@people.example'] }), journal()),
  makeKey: async (store: Store) => store.signingKeys.createFirst(aSigningKey()),
  end: endIt,
  countReplay: async (store: Store, { family: { grant } }: Rows) =>
    store.issuance.countReplay(grant.id, 10, hours(24), NOW, journal()),
  takePlace: async (store: Store) => store.rateLimits.take('key', { limit: 5, window: hours(1) }, NOW),
  /** The `jti` of an assertion, for its issuer. */
  takeOnce: async (store: Store) =>
    store.seenOnce.take('client assertion', JSON.stringify(['https://app.example', 'jti']), after(NOW, hours(1)), NOW),
  rotateKey: async (store: Store, { key }: Rows) =>
    store.signingKeys.addAfter(key.kid, aSigningKey({ alg: key.alg, activeFrom: after(NOW, days(1)) }), journal()),
  usePermission: async (store: Store, { permission: { id, secretHash } }: Rows) =>
    store.registrationTokens.take(id, secretHash, NOW),
  updateClient: async (store: Store, { client }: Rows, index: number) =>
    store.clients.update(
      { ...client, name: `Name ${index}`, registrationTokenHash: aHash() },
      { registrationTokenHash: client.registrationTokenHash ?? '' },
      journal(),
    ),
  saveDocument: async (store: Store) => store.clients.saveDocument(aDocumentClient(), 7, journal()),
  register: async (store: Store) => store.clients.register(aDynamicClient(), 7, journal()),
  /** Each process ends what the other still refreshes. */
  refreshOrEnd: async (store: Store, rows: Rows, index: number) =>
    index === 40 ? endIt(store, rows) : refreshIt(store, rows),
  /** The same with all grants of the person. */
  refreshOrEndAll: async (store: Store, rows: Rows, index: number) =>
    index === 40 ? store.grants.endAll(rows.user.id, 'revoked', NOW, journal()) : refreshIt(store, rows),
} satisfies Record<string, (store: Store, rows: Rows, index: number) => Promise<unknown>>

export interface Job {
  readonly call: keyof typeof CALLS
  readonly path: string
  readonly tenant: string
  readonly rows: Rows
  /** Milliseconds of the machine's clock: both processes have the same. */
  readonly startsAt: number
}

export const isJob = (message: unknown): message is Job =>
  typeof message === 'object' && message !== null && 'call' in message && 'startsAt' in message
