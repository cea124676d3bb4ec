/** What an operator may do with signing keys and the master key: look, rotate, remove, and seal anew. docs/guide/operating.md */
import type { Visit } from '@gatehouse/issuer/visit'
import { after, type EpochSeconds, type Seconds } from '@gatehouse/protocol/time'
import type { Algorithm } from './algorithms.ts'
import { chainOf, publishedInTime, shortestNotice, type KeyState } from './key-lives.ts'
import { resealAll } from './reseal.ts'
import { addKey, factsOf, type RotationNeeds } from './rotate.ts'

export interface KeyKeeping {
  /** In the order in which they sign. */
  list(): Promise<readonly ListedKey[]>
  /** `isNow`: the new key signs within seconds, and verifiers learn of it by meeting it. Else it is published ahead. */
  rotate(wish: { readonly alg?: string | undefined; readonly isNow: boolean }, visit: Visit): Promise<Rotated>
  /** Its tokens die as soon as verifiers ask again. A key that signs gets its successor first. */
  remove(kid: string, visit: Visit): Promise<'removed' | 'unknown'>
  /** Every private half under a new master key, which takes the place of the file. */
  changeMasterKey(visit: Visit): Promise<'changed' | 'notOurs'>
}

export interface ListedKey {
  readonly kid: string
  readonly alg: string
  readonly state: KeyState
  readonly createdAt: EpochSeconds
  readonly activeFrom: EpochSeconds
  readonly publishedUntil?: EpochSeconds
}

export type Rotated =
  | { readonly outcome: 'added'; readonly kid: string; readonly alg: string; readonly activeFrom: EpochSeconds }
  | { readonly outcome: 'waits'; readonly kid: string; readonly activeFrom: EpochSeconds }
  | { readonly outcome: 'unknownAlgorithm'; readonly algorithms: readonly Algorithm[] }
  | { readonly outcome: 'tooMany' | 'somebodyElse' }

/** More published keys than this, and verifiers would refuse the whole set. */
const mostPublished = 50

interface Needs extends RotationNeeds {
  readonly pause: (span: Seconds) => Promise<void>
}

export const createKeyKeeping = (needs: Needs): KeyKeeping => ({
  async list() {
    const { lives } = await needs.ring.reload()
    const inOrder = lives.toSorted((a, b) => a.key.activeFrom - b.key.activeFrom)
    return inOrder.map(({ key: { kid, alg, createdAt, activeFrom }, state, publishedUntil }) => {
      return { kid, alg, state, createdAt, activeFrom, ...(publishedUntil === undefined ? {} : { publishedUntil }) }
    })
  },
  async rotate({ alg: wanted, isNow }, visit) {
    const { algorithms } = needs.policy
    const alg = wanted === undefined ? algorithms[0] : algorithms.find((one) => one === wanted)
    if (alg === undefined) return { outcome: 'unknownAlgorithm', algorithms }
    const { published } = await needs.ring.reload()
    return published.length < mostPublished ? rotateOne(needs, { alg, isNow, visit }) : { outcome: 'tooMany' }
  },
  remove: removeKey(needs),
  changeMasterKey: changeMasterKey(needs),
})

interface Turn {
  readonly alg: Algorithm
  readonly isNow: boolean
  readonly visit: Visit
}

const rotateOne = async (needs: Needs, { alg, isNow, visit }: Turn): Promise<Rotated> => {
  const { ring, policy, clock } = needs
  const { lives } = await ring.reload()
  const waiting = lives.filter(({ key, state }) => key.alg === alg && state === 'next').map(({ key }) => key)
  const [first] = waiting
  if (first && !isNow) return { outcome: 'waits', kid: first.kid, activeFrom: first.activeFrom }
  // Nothing was ever signed by a key that still waits, and one that came later would take over from ours again.
  for (const { kid } of waiting) await takeAway(needs, kid, visit)
  const keys = lives.map(({ key }) => key).filter((key) => !waiting.includes(key))
  const newest = chainOf(keys, alg).at(-1)
  const activeFrom = isNow ? after(clock.now(), shortestNotice) : publishedInTime(policy, clock.now())
  const added = await addKey(needs, { alg, newest: newest?.kid, activeFrom, visit })
  await ring.reload()
  return added ? { outcome: 'added', kid: added.kid, alg, activeFrom } : { outcome: 'somebodyElse' }
}

const takeAway = async ({ rows, entry, ring }: Needs, kid: string, visit: Visit): Promise<'removed' | 'unknown'> => {
  const found = (await rows.list()).find((row) => row.kid === kid)
  if (!found) return 'unknown'
  const removed = await rows.remove(kid, [entry('signing-key.removed', visit, { detail: factsOf(found) })])
  await ring.reload()
  return removed
}

const removeKey =
  (needs: Needs): KeyKeeping['remove'] =>
  async (kid, visit) => {
    const { signing } = await needs.ring.reload()
    const signer = signing.find((key) => key.kid === kid)
    if (signer) await replace(needs, signer.alg, visit)
    return takeAway(needs, kid, visit)
  }

/** The old one signs until every replica can publish the new one: whoever meets its tokens finds it. */
const replace = async (needs: Needs, old: Algorithm, visit: Visit): Promise<void> => {
  const { policy, pause } = needs
  const [alg = old] = policy.algorithms.includes(old) ? [old] : policy.algorithms
  await rotateOne(needs, { alg, isNow: true, visit })
  await pause(shortestNotice)
}

const changeMasterKey = (needs: Needs): KeyKeeping['changeMasterKey'] => {
  let underWay: Promise<unknown> = Promise.resolve()
  return (visit) => {
    const change = underWay.then(() => changeOnce(needs, visit))
    underWay = change.catch(() => undefined)
    return change
  }
}

const changeOnce = async (needs: Needs, visit: Visit): Promise<'changed' | 'notOurs'> => {
  const { masterKeys, entry } = needs
  if (!masterKeys.file) return 'notOurs'
  const next = await masterKeys.file.prepare()
  const old = (await masterKeys.current()) ?? next
  const journal = () => [entry('master-key.changed', visit)]
  await resealAll(needs, { from: [old, next], to: next, others: 'refuse', journal })
  await masterKeys.file.promote(next)
  // A key that another process sealed under the old one while we changed it.
  const current = (await masterKeys.current()) ?? next
  await resealAll(needs, { from: [old], to: current, others: 'leave', journal: () => [] })
  return 'changed'
}
