/** The keys of this issuer, alive: reads their rows now and then, opens each key once, and knows by the clock what each is for. */
import type { Clock } from '@gatehouse/issuer/ports/clock'
import type { Sealer } from '@gatehouse/issuer/ports/sealer'
import type { SigningKey, SigningKeys } from '@gatehouse/issuer/ports/signing-keys'
import { StoreUnavailable } from '@gatehouse/issuer/ports/store'
import { between, seconds, type EpochSeconds, type Seconds } from '@gatehouse/protocol/time'
import type { Log } from '../app-needs.ts'
import { livesOf, signingKeysOf, type KeyLife, type SigningPolicy } from './key-lives.ts'
import type { MasterKeys } from './master-keys.ts'
import { openKey, UnusableKey, type OpenKey, type PublicJwk } from './sealed-key.ts'

export interface KeyRing {
  /** As they are in rows that were read at most this long ago. While the store is down: longer ago, but never so long that a key could be missed. */
  keys(age: Seconds): Promise<Held>
  /** As last read, without asking anybody. */
  held(): Held
  /** Reads the rows now. */
  reload(): Promise<Held>
}

/** What is known in this second. */
export interface Held {
  readonly lives: readonly KeyLife<OpenKey>[]
  /** One an algorithm; the first one signs unless something else is asked for. */
  readonly signing: readonly OpenKey[]
  /** The same list as long as it says the same. */
  readonly published: readonly PublicJwk[]
}

/** How old the rows may be of which somebody signs or verifies: a key that was taken away works as long elsewhere. */
export const usualAge: Seconds = seconds(30)
/** How old the rows may be that we publish. */
export const publishedAge: Seconds = seconds(1)

export interface RingNeeds {
  readonly rows: SigningKeys
  readonly sealer: Sealer
  readonly clock: Clock
  readonly masterKeys: MasterKeys
  readonly policy: SigningPolicy
  readonly log: Log
}

interface Read {
  /** Counts up: what was asked later is newer. */
  readonly turn: number
  readonly keys: readonly OpenKey[]
  readonly at: EpochSeconds
}

export const openKeyRing = async (needs: RingNeeds): Promise<KeyRing> => {
  const { clock, policy, log } = needs
  const openRows = opener(needs)
  const look = looker(needs)
  let turns = 0
  const read = async (): Promise<Read> => {
    turns += 1
    // Rows are as old as the question, not as the answer.
    const [turn, at] = [turns, clock.now()]
    return { keys: await openRows(await needs.rows.list()), turn, at }
  }
  let last = await read()
  let reading: { readonly from: EpochSeconds; readonly done: Promise<void> } | undefined

  const reload = (): Promise<void> => {
    const from = clock.now()
    const done = read()
      .then((fresh) => {
        if (fresh.turn > last.turn) last = fresh
      })
      .finally(() => {
        if (reading?.done === done) reading = undefined
      })
    reading = { from, done }
    return done
  }
  const isWithin = (at: EpochSeconds, age: Seconds): boolean => {
    const past = between(at, clock.now())
    return past >= 0 && past <= age
  }
  const survive = (cause: unknown): void => {
    if (!isWithin(last.at, policy.publishAhead)) throw cause
    log.warn('signing-keys.not-read', { cause })
  }
  return {
    async keys(age) {
      if (!isWithin(last.at, age)) {
        await (reading && isWithin(reading.from, age) ? reading.done : reload()).catch(survive)
      }
      return look(last.keys)
    },
    held: () => look(last.keys),
    async reload() {
      await reload()
      return look(last.keys)
    },
  }
}

/** Opens a key at its first sight; one that does not open again each time, because another master key may have come. */
const opener = ({ sealer, masterKeys, log }: RingNeeds) => {
  const known = new Map<string, OpenKey>()
  const complained = new Set<string>()
  const complain = (kid: string, reason: string): void => {
    if (!complained.has(kid)) log.error('signing-key.unusable', { kid, reason })
    complained.add(kid)
  }
  const openOne = (row: SigningKey, masters: readonly (string | undefined)[]): OpenKey | undefined => {
    const open = ({ sealedPrivateKey, kid }: SigningKey): string | undefined => {
      const found = masters.map((master) => master && sealer.open(master, sealedPrivateKey, kid))
      return found.find((text) => text !== undefined)
    }
    try {
      const key = openKey(row, open)
      if (!key.sign) complain(row.kid, 'the master key does not open it: start again with the one that does')
      return key
    } catch (error) {
      if (!(error instanceof UnusableKey)) throw error
      complain(row.kid, error.message)
      return undefined
    }
  }
  return async (rows: readonly SigningKey[]): Promise<readonly OpenKey[]> => {
    const isNew = rows.some(({ kid }) => !known.get(kid)?.sign)
    const masters = isNew ? [await masterKeys.current(), await masterKeys.other()] : []
    const keys = rows.flatMap((row) => {
      const opened = known.get(row.kid)
      return (opened?.sign ? opened : openOne(row, masters)) ?? []
    })
    known.clear()
    for (const key of keys) known.set(key.kid, key)
    return keys
  }
}

/** The same answer for everybody who asks in the same second. */
const looker = ({ clock, policy }: RingNeeds): ((keys: readonly OpenKey[]) => Held) => {
  let last: { readonly keys: readonly OpenKey[]; readonly at: EpochSeconds; readonly held: Held } | undefined
  return (keys) => {
    const at = clock.now()
    if (last?.keys === keys && last.at === at) return last.held
    const lives = livesOf(keys, policy, at)
    const published = lives.flatMap(({ key, state }) => (state === 'dead' ? [] : [key.publicJwk]))
    const isSame = last && JSON.stringify(last.held.published) === JSON.stringify(published)
    const held: Held = {
      lives,
      signing: signingKeysOf(keys, policy, at),
      published: isSame ? (last?.held.published ?? published) : published,
    }
    last = { keys, at, held }
    return held
  }
}

/** The private half that signs. Throws StoreUnavailable where another process holds the master key to it. */
export const signBy = (key: OpenKey): ((text: string) => Buffer) => {
  if (!key.sign)
    throw new StoreUnavailable(`the signing key ${key.kid} does not open under the master key of this process`)
  return key.sign
}
