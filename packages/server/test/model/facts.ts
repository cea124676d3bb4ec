/**
 * What the model knows: plain data about people, clients, requests, codes, grants and tokens, and the few rules that say which of them live.
 * It knows nothing of stores, hashes or HTTP: docs/protocol.md in a page.
 */
export interface Pair {
  readonly resource: string
  readonly scopes: readonly string[]
}

export interface PersonFacts {
  readonly name: string
  readonly id: string
  password: string
  epoch: number
  isDisabled: boolean
  isGone: boolean
  /** Guesses are limited elsewhere: the model stays below. */
  wrongGuesses: number
}

/** A browser, and whoever sits before it. */
export interface SeatFacts {
  readonly person: number
  session?: { epoch: number; idleEnd: number; readonly absoluteEnd: number } | undefined
  /** The account page that it shows. */
  shows?: string | undefined
  /** The grants that the page of apps can disconnect. */
  grantsShown: readonly string[]
}

export type Authentication = 'none' | 'secret' | 'key'

export interface ClientFacts {
  id: string
  readonly provenance: 'configured' | 'dynamic' | 'document'
  readonly secret?: string | undefined
  readonly getsRefreshTokens: boolean
  /** Where it wants its answers. */
  readonly address: string
  authentication: Authentication
  /** What is registered, without the ports of loopback addresses. */
  redirectUri: string
  registrationTokens: readonly string[]
  createdAt: number
  isUsed: boolean
  isDisabled: boolean
  isGone: boolean
  /** Of a document client: until when our copy is believed. */
  freshUntil: number
}

export interface RequestFacts {
  readonly seat: number
  readonly client: number
  /** As it was when it asked: what a document client is held to. */
  readonly asClient: { readonly redirectUri: string; readonly authentication: Authentication }
  readonly asked: readonly Pair[]
  readonly isOffline: boolean
  readonly expiresAt: number
  readonly shows: 'sign-in' | 'consent'
  /** What its consent page offers: boxes that can be cleared, and what goes with everything else. */
  readonly boxes: readonly string[]
  readonly fixed: readonly string[]
  decision?: { readonly outcome: 'approved' | 'denied'; readonly at: number; readonly code?: number } | undefined
  isGone: boolean
}

export interface CodeFacts {
  /** Undefined while only the server knows: the answer was lost. */
  text?: string | undefined
  readonly person: number
  readonly epoch: number
  readonly client: number
  readonly authentication: Authentication
  readonly approved: readonly Pair[]
  readonly isOffline: boolean
  readonly expiresAt: number
  spent?: { readonly at: number; readonly grant: number } | undefined
  isGone: boolean
}

export interface GrantFacts {
  id?: string | undefined
  readonly person: number
  readonly epoch: number
  readonly client: number
  readonly authentication: Authentication
  readonly approved: readonly Pair[]
  readonly isOffline: boolean
  readonly absoluteEnd: number
  replays: { taken: number; until: number }
  hasEnded: boolean
  isGone: boolean
}

export interface RefreshFacts {
  text?: string | undefined
  readonly grant: number
  readonly idleEnd: number
  rotated?: { readonly at: number; readonly answerFor: string; readonly child: number } | undefined
}

export interface AccessFacts {
  readonly text: string
  readonly grant: number
  readonly audience: string
  readonly scopes: readonly string[]
  readonly expiresAt: number
  isRevoked: boolean
}

export interface Facts {
  now: number
  /** Whether each of our two servers has a document client's failure in mind is no matter: documents here never fail. */
  readonly issuer: string
  readonly people: PersonFacts[]
  readonly seats: SeatFacts[]
  readonly clients: ClientFacts[]
  readonly requests: RequestFacts[]
  readonly codes: CodeFacts[]
  readonly grants: GrantFacts[]
  readonly refreshTokens: RefreshFacts[]
  readonly accessTokens: AccessFacts[]
  /** What the document says now, whoever has read it. */
  document: { readonly redirectUri: string; readonly authentication: Authentication }
}

const minute = 60
const hour = 60 * minute
const day = 24 * hour
export const lives = {
  code: minute,
  request: 15 * minute,
  access: hour,
  idle: 30 * day,
  absolute: 180 * day,
  session: 12 * hour,
  sessionAbsolute: 7 * day,
  sameAnswer: 30,
  burst: 10,
  replayWindow: day,
  afterlife: day,
  unusedClient: 30 * day,
  document: 5,
} as const
export const mostReplays = 10
/** Its place in the list of clients. */
export const documentClient = 2

/** The one at this place, which a plan has found before. */
export const at = <Row>(rows: readonly Row[], index: number): Row => {
  const row = rows[index]
  if (row === undefined) throw new Error(`the model has nothing at ${index}`)
  return row
}

const isUnchanged = ({ people }: Facts, since: { readonly person: number; readonly epoch: number }): boolean => {
  const person = at(people, since.person)
  return !person.isGone && !person.isDisabled && person.epoch === since.epoch
}

export const isOfUnchangedPerson = isUnchanged

export const isSignedIn = (facts: Facts, seat: number): boolean => {
  const { person, session } = at(facts.seats, seat)
  if (!session) return false
  const isOver = session.idleEnd <= facts.now || session.absoluteEnd <= facts.now
  return !isOver && isUnchanged(facts, { person, epoch: session.epoch })
}

/** Acts for its person still; its tokens may have expired. */
const isGrantAlive = (facts: Facts, index: number): boolean => {
  const grant = at(facts.grants, index)
  return !grant.isGone && !grant.hasEnded && isUnchanged(facts, grant)
}

export const isListed = (facts: Facts, index: number): boolean =>
  isGrantAlive(facts, index) && at(facts.grants, index).absoluteEnd > facts.now

export const isAccessAlive = (facts: Facts, { grant, expiresAt, isRevoked }: AccessFacts): boolean =>
  !isRevoked && expiresAt > facts.now && isGrantAlive(facts, grant)

export const isRefreshAlive = (facts: Facts, { grant, idleEnd, rotated }: RefreshFacts): boolean =>
  !rotated && idleEnd > facts.now && isListed(facts, grant)

export const endGrants = (facts: Facts, isMeant: (grant: GrantFacts) => boolean): void => {
  for (const grant of facts.grants) if (!grant.isGone && isMeant(grant)) grant.hasEnded = true
}

export const isIdentity = ({ scopes }: Pair): boolean => scopes.includes('openid')
