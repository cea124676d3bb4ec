/** How rows come to be that no verb writes alone: a grant begins when a code is redeemed. And how a race is run. */
import type { EpochSeconds } from '@gatehouse/protocol/time'
import type { AuthorizationCode, IssuedRows, NewRefreshToken, Spend } from '@gatehouse/issuer/ports/issuance'
import type { PendingAuthorization } from '@gatehouse/issuer/ports/pending-authorizations'
import type { Store } from '@gatehouse/issuer/ports/store'
import type { User } from '@gatehouse/issuer/ports/users'
import { aCode, aConsent, aGrant, aPending, aRefreshToken, aUser, later, NOW } from './examples.ts'

export const anAccount = async (store: Store, changes: Partial<User> = {}): Promise<User> => {
  const user = aUser(changes)
  await store.users.create(user, [])
  return user
}

/** A request that its person approved. */
export const anApproval = async (
  store: Store,
  user: User,
  changes: { readonly code?: Partial<AuthorizationCode>; readonly pending?: Partial<PendingAuthorization> } = {},
) => {
  const code = aCode(user, changes.code)
  const pending = aPending({ clientId: code.clientId, ...changes.pending })
  const consent = aConsent(code)
  await store.pendingAuthorizations.create(pending)
  await store.issuance.approve(pending.id, { code, consents: [consent] }, NOW, [])
  return { code, pending, consent }
}

/** A grant that lives, with its first refresh token. */
export const aFamily = async (
  store: Store,
  changes: {
    readonly user?: User
    readonly code?: Partial<AuthorizationCode>
    readonly grant?: Parameters<typeof aGrant>[1]
    readonly token?: Partial<NewRefreshToken>
  } = {},
) => {
  const user = changes.user ?? (await anAccount(store))
  const { code, consent } = await anApproval(store, user, { code: changes.code ?? {} })
  const grant = aGrant(code, changes.grant)
  const token = aRefreshToken(code, changes.token)
  await store.issuance.issue(
    { kind: 'code', id: code.id },
    { grant, refreshToken: token, clientId: code.clientId, from: grant.lastUsedFrom },
    NOW,
    [],
  )
  return { user, code, grant, token, consent }
}

export const spending = (token: NewRefreshToken, answer = 'sealed answer'): Spend => ({
  kind: 'refreshToken',
  id: token.id,
  sealedAnswer: answer,
  answerExpiresAt: later(30),
  answerFor: 'https://mcp.example/files files:read',
})

/** The network that refreshes come from. */
export const FROM = '203.0.113.0/24'

/** Presents `parent` and gets a child. */
export const refresh = async (
  store: Store,
  { parent, clientId, now = NOW }: { parent: NewRefreshToken; clientId: IssuedRows['clientId']; now?: EpochSeconds },
) => {
  const child = aRefreshToken(parent)
  const issued = await store.issuance.issue(spending(parent), { refreshToken: child, clientId, from: FROM }, now, [])
  return { child, ...issued }
}

export const events = async (store: Store): Promise<readonly string[]> =>
  (await store.journal.list({ limit: 1000 })).map((row) => row.event)

/** All at once; what each was told, counted. */
export const race = async (
  times: number,
  call: (index: number) => Promise<unknown>,
): Promise<Record<string, number>> => {
  const told = await Promise.all(Array.from({ length: times }, async (_, index) => toldOf(await call(index))))
  return Object.fromEntries(
    [...new Set(told)].toSorted().map((word) => [word, told.filter((it) => it === word).length]),
  )
}

const toldOf = (answer: unknown): string => {
  if (typeof answer === 'string') return answer
  if (typeof answer !== 'object' || answer === null) return String(answer)
  if ('outcome' in answer) return String(answer.outcome)
  return 'allowed' in answer ? `allowed: ${String(answer.allowed)}` : JSON.stringify(answer)
}

/** Whether the verb threw. */
export const isRefused = (verb: Promise<unknown>): Promise<boolean> =>
  verb.then(
    () => false,
    () => true,
  )
