/** Makes the next key in time, and lets go of dead ones. Every replica may do it at once: the store says who won. cases K2 */
import type { Entry } from '@gatehouse/issuer/journal-entry'
import type { SigningKey } from '@gatehouse/issuer/ports/signing-keys'
import type { Visit } from '@gatehouse/issuer/visit'
import { after, type EpochSeconds } from '@gatehouse/protocol/time'
import type { Algorithm } from './algorithms.ts'
import { chainOf, publishedInTime } from './key-lives.ts'
import { usualAge, type KeyRing, type RingNeeds } from './key-ring.ts'
import type { MasterKey } from './master-key.ts'
import { resealAll } from './reseal.ts'
import { newKey, type OpenKey } from './sealed-key.ts'

export interface RotationNeeds extends RingNeeds {
  readonly ring: KeyRing
  readonly entry: Entry
}

/** One round: each algorithm has its first key and, in time, its next ones. */
export const rotateByTime = async (needs: RotationNeeds, visit: Visit): Promise<void> => {
  const { policy, ring } = needs
  const { lives } = await ring.reload()
  const keys = lives.map(({ key }) => key)
  const added = await Promise.all(policy.algorithms.map((alg) => addInTime(needs, { alg, keys, visit })))
  const dead = lives.flatMap(({ key, state }) => (state === 'dead' ? [key] : []))
  for (const key of dead) {
    await needs.rows.remove(key.kid, [needs.entry('signing-key.expired', visit, { detail: factsOf(key) })])
  }
  if (dead.length > 0 || added.includes(true)) await ring.reload()
}

interface Round {
  readonly alg: Algorithm
  readonly keys: readonly OpenKey[]
  readonly visit: Visit
}

/** More than one, where keys change faster than they are published. Whether there was anything to do. */
const addInTime = async (needs: RotationNeeds, { alg, keys, visit }: Round): Promise<boolean> => {
  const { clock, policy } = needs
  const soonest = publishedInTime(policy, clock.now())
  // A round early: then no key has to wait for its lead, and each signs exactly as long as it should.
  const horizon = after(soonest, usualAge)
  let newest: Pick<SigningKey, 'kid' | 'activeFrom'> | undefined = chainOf(keys, alg).at(-1)
  let hasAdded = false
  for (;;) {
    const turn = newest && after(newest.activeFrom, policy.rotateEvery)
    if (turn !== undefined && turn > horizon) return hasAdded
    // Nobody has read a key of an installation that has none: its first one signs at once.
    const first = keys.length === 0 ? clock.now() : soonest
    const activeFrom = turn === undefined ? first : later(turn, soonest)
    newest = await addKey(needs, { alg, newest: newest?.kid, activeFrom, visit })
    hasAdded = true
    if (!newest) return hasAdded
  }
}

interface Wish {
  readonly alg: Algorithm
  /** The kid of who precedes it; undefined: nobody. */
  readonly newest: string | undefined
  readonly activeFrom: EpochSeconds
  readonly visit: Visit
}

/** undefined: another process was faster. */
export const addKey = async (
  needs: RotationNeeds,
  { alg, newest, activeFrom, visit }: Wish,
): Promise<SigningKey | undefined> => {
  const { rows, sealer, clock, masterKeys, entry } = needs
  const masterKey = await masterKeys.current()
  if (masterKey === undefined) throw new Error(`there is no master key in ${masterKeys.source}`)
  const key = await newKey(alg, { createdAt: clock.now(), activeFrom }, { sealer, masterKey })
  const journal = [entry('signing-key.added', visit, { detail: factsOf(key) })]
  const outcome = newest ? await rows.addAfter(newest, key, journal) : await rows.createFirst(key)
  if (outcome === 'notNewest' || outcome === 'exists') return undefined
  await stayOpenable(needs, masterKey)
  return key
}

/** While the key was made, another process may have changed the master key: then the new row moves along. */
const stayOpenable = async ({ rows, sealer, masterKeys }: RotationNeeds, sealedUnder: MasterKey): Promise<void> => {
  const now = await masterKeys.current()
  if (now === undefined || now === sealedUnder) return
  await resealAll({ rows, sealer }, { from: [sealedUnder], to: now, others: 'leave', journal: () => [] })
}

export const factsOf = ({ kid, alg, activeFrom }: Pick<SigningKey, 'kid' | 'alg' | 'activeFrom'>) => ({
  kid,
  alg,
  activeFrom: String(activeFrom),
})

const later = (a: EpochSeconds, b: EpochSeconds): EpochSeconds => (a > b ? a : b)
