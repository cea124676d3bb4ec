/** What one tenant keeps, one map a kind, and the gate through which rows come in: copied, so that nobody outside holds a row of ours. */
import type { EpochSeconds } from '@gatehouse/protocol/time'
import type { Client } from '@gatehouse/issuer/ports/clients'
import type { Consent } from '@gatehouse/issuer/ports/consents'
import type { Grant } from '@gatehouse/issuer/ports/grants'
import type { UserId } from '@gatehouse/issuer/ports/ids'
import type { EndedToken } from '@gatehouse/issuer/ports/ended-grants'
import type { AuthorizationCode, NewRefreshToken, OpaqueToken } from '@gatehouse/issuer/ports/issuance'
import type { JournalRow } from '@gatehouse/issuer/ports/journal'
import type { PendingAuthorization } from '@gatehouse/issuer/ports/pending-authorizations'
import type { RegistrationToken } from '@gatehouse/issuer/ports/registration-tokens'
import type { Resource, ResourceKey } from '@gatehouse/issuer/ports/resources'
import type { Session } from '@gatehouse/issuer/ports/sessions'
import type { SigningKey } from '@gatehouse/issuer/ports/signing-keys'
import type { User } from '@gatehouse/issuer/ports/users'
import type { Counter } from './counter.ts'

export interface KeptRefreshToken extends NewRefreshToken {
  readonly rotation?: { readonly at: EpochSeconds; readonly answerFor: string } | undefined
  readonly childId?: string | undefined
}

export interface SealedAnswer {
  readonly text: string
  readonly expiresAt: EpochSeconds
}

export const emptyShelves = () => ({
  accessTokens: new Map<string, OpaqueToken>(),
  clients: new Map<string, Client>(),
  codes: new Map<string, AuthorizationCode>(),
  consents: new Map<string, Consent>(),
  endedTokens: new Map<string, EndedToken & { readonly endedAt: EpochSeconds }>(),
  grants: new Map<string, Grant>(),
  journal: new Map<string, JournalRow>(),
  knownBrowsers: new Map<string, { readonly userId: UserId; readonly until: EpochSeconds }>(),
  pendingAuthorizations: new Map<string, PendingAuthorization>(),
  rateLimits: new Map<string, Counter>(),
  refreshTokens: new Map<string, KeptRefreshToken>(),
  registrationTokens: new Map<string, RegistrationToken>(),
  replays: new Map<string, Counter>(),
  resourceKeys: new Map<string, ResourceKey>(),
  resources: new Map<string, Resource>(),
  sealedAnswers: new Map<string, SealedAnswer>(),
  seenOnce: new Map<string, EpochSeconds>(),
  sessions: new Map<string, Session>(),
  setupLinks: new Map<string, EpochSeconds>(),
  signingKeys: new Map<string, SigningKey>(),
  users: new Map<string, User>(),
})
export type Shelves = ReturnType<typeof emptyShelves>

/** NUL and lone surrogates. */
const UNSTORABLE = /[\0\p{Surrogate}]/u

/** A copy to keep. Refuses what a database could not hold, so that tests on memory see it, too. */
export const admit = <Row extends object>(row: Row): Row => {
  for (const [name, value] of Object.entries(row)) {
    if (typeof value === 'string') requireStorable(name, value)
    if (typeof value === 'number' && !Number.isSafeInteger(value)) throw new TypeError(`${name}: ${value} is not whole`)
  }
  return structuredClone(row)
}

export const requireStorable = (name: string, text: string): void => {
  if (UNSTORABLE.test(text)) {
    throw new TypeError(`${name}: a text with NUL or a lone surrogate cannot be stored`)
  }
}

/** Like `admit`, for a row whose id must be new. */
export const admitNew = <Row extends { readonly id: string }>(shelf: ReadonlyMap<string, Row>, row: Row): Row => {
  if (shelf.has(row.id)) throw new Error(`${row.id} exists already`)
  return admit(row)
}

export const admitJournal = (shelves: Shelves, rows: readonly JournalRow[]): readonly JournalRow[] =>
  rows.map((row) => admitNew(shelves.journal, row))

export const write = <Row extends { readonly id: string }>(shelf: Map<string, Row>, ...rows: readonly Row[]): void => {
  for (const row of rows) shelf.set(row.id, row)
}

/** A copy to hand out. */
export const copy = <Row>(row: Row): Row => structuredClone(row)

export const forget = <Row>(shelf: Map<string, Row>, isMeant: (row: Row) => boolean): void => {
  for (const [key, row] of shelf) if (isMeant(row)) shelf.delete(key)
}

export const oldestFirst = <Row extends { readonly createdAt: EpochSeconds }>(
  rows: Iterable<Row>,
  id: (row: Row) => string,
) => [...rows].toSorted((a, b) => a.createdAt - b.createdAt || (id(a) < id(b) ? -1 : 1))
