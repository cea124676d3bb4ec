/** What each signing key is for at a given second. It follows from the times of the rows alone, so all replicas agree without talking. */
import { after, hours, minutes, seconds, type EpochSeconds, type Seconds } from '@gatehouse/protocol/time'
import type { Algorithm } from './algorithms.ts'

/** What an operator decides about keys. */
export interface SigningPolicy {
  /** The first one signs unless something else is asked for. Never empty. */
  readonly algorithms: readonly Algorithm[]
  /** How long a key signs. */
  readonly rotateEvery: Seconds
  /** How long a key is published before it signs: longer than a verifier keeps what it has read. */
  readonly publishAhead: Seconds
}

/** `next`: published only. `active`: signs. `retired`: verifies what it signed. `dead`: nothing that it signed can be alive. */
export type KeyState = 'next' | 'active' | 'retired' | 'dead'

interface Timed {
  readonly kid: string
  readonly alg: Algorithm
  readonly createdAt: EpochSeconds
  readonly activeFrom: EpochSeconds
}

export interface KeyLife<Key> {
  readonly key: Key
  readonly state: KeyState
  /** Set for a retired or dead key: when its last token has died. */
  readonly publishedUntil?: EpochSeconds
}

/** No token of ours lives longer. */
export const longestTokenLife: Seconds = hours(24)
/** A replica whose clock is late signs by the old key for as long. */
const clockDifference: Seconds = minutes(5)

/** Those of an algorithm follow one another; oldest first. */
const inOrder = (a: Timed, b: Timed): number =>
  a.activeFrom - b.activeFrom || a.createdAt - b.createdAt || (a.kid < b.kid ? -1 : 1)

export const chainOf = <Key extends Timed>(keys: readonly Key[], alg: Algorithm): readonly Key[] =>
  keys.filter((key) => key.alg === alg).toSorted(inOrder)

export const livesOf = <Key extends Timed>(
  keys: readonly Key[],
  policy: SigningPolicy,
  now: EpochSeconds,
): readonly KeyLife<Key>[] =>
  keys.map((key): KeyLife<Key> => {
    if (key.activeFrom > now) return { key, state: 'next' }
    const end = endOf(key, keys, policy)
    if (end === undefined || end.signs > now) return { key, state: 'active' }
    const publishedUntil = after(after(end.known, longestTokenLife), clockDifference)
    return { key, state: publishedUntil > now ? 'retired' : 'dead', publishedUntil }
  })

interface End {
  /** Until then it signs. */
  readonly signs: EpochSeconds
  /** By then it signs nowhere any more. */
  readonly known: EpochSeconds
}

/** When another key takes over; undefined while none is there. */
const endOf = (key: Timed, keys: readonly Timed[], policy: SigningPolicy): End | undefined => {
  const successor = chainOf(keys, key.alg).find((other) => inOrder(key, other) < 0)
  if (successor) return { signs: successor.activeFrom, known: successor.activeFrom }
  if (policy.algorithms.includes(key.alg)) return undefined
  // Its algorithm was taken out of the configuration, and nobody wrote when: it signs until another may, and its time would have been up.
  const others = keys.filter(({ alg }) => policy.algorithms.includes(alg)).map(({ activeFrom }) => activeFrom)
  if (others.length === 0) return undefined
  const signs = others.reduce(earliest)
  return { signs, known: latest(after(key.activeFrom, policy.rotateEvery), signs) }
}

const earliest = (a: EpochSeconds, b: EpochSeconds): EpochSeconds => (a < b ? a : b)
const latest = (a: EpochSeconds, b: EpochSeconds): EpochSeconds => (a > b ? a : b)

/** The keys that sign, one an algorithm, in the order of the policy: the first one unless something else is asked for. */
export const signingKeysOf = <Key extends Timed>(
  keys: readonly Key[],
  policy: SigningPolicy,
  now: EpochSeconds,
): readonly Key[] => {
  const active = livesOf(keys, policy, now).flatMap(({ key, state }) => (state === 'active' ? [key] : []))
  const ours = policy.algorithms.flatMap((alg) => active.filter((key) => key.alg === alg))
  // An old algorithm signs until a new one may; and where nothing may yet (a clock that went back), the first that will.
  const [stopgap = keys.toSorted(inOrder)[0]] = active.toSorted(inOrder).toReversed()
  return ours.length > 0 || !stopgap ? ours : [stopgap]
}

/** The moment from which a key that is made now may sign without surprising any verifier. */
export const publishedInTime = (policy: SigningPolicy, now: EpochSeconds): EpochSeconds =>
  after(now, policy.publishAhead)

/** Longer than any replica needs to notice a new key when somebody asks it for its keys. */
export const shortestNotice: Seconds = seconds(3)
