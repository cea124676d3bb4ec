/** The public keys of clients: as registered, or read from the address that they registered. Old ones are used while that address is silent, for a day. RFC 7517 §5 */
import { refuse } from '@gatehouse/protocol/errors'
import { parseJson } from '@gatehouse/protocol/json'
import { keysOf, usableKeys, type PublicJwk } from '@gatehouse/protocol/public-keys'
import { between, epochSeconds, hours, seconds, type EpochSeconds } from '@gatehouse/protocol/time'
import type { ClientKeys } from '../ports/clients.ts'
import type { Ports } from '../ports/ports.ts'
import { boundedMap } from './bounded-map.ts'
import { oneAtATime } from './one-at-a-time.ts'

interface Held {
  readonly keys: readonly PublicJwk[]
  readonly readAt: EpochSeconds
  readonly triedAt: EpochSeconds
}

export interface Wanted {
  readonly kid: string | undefined
  /** Asked only when something would have to be fetched. */
  readonly mayFetch: () => Promise<boolean>
}

const freshFor = hours(1)
const believedFor = hours(24)
const cooldown = seconds(30)
const mostBytes = 64 * 1024
const never = epochSeconds(0)

/** Throws temporarily_unavailable when the keys cannot be read: a silent host is no proof against its client. */
export const keySets = ({ fetchDocument, clock }: Pick<Ports, 'fetchDocument' | 'clock'>) => {
  const held = boundedMap<string, Held>(1000)
  const ageOf = (at: EpochSeconds) => between(at, clock.now())
  const knows = ({ keys }: Held, kid: string | undefined) =>
    keys.length > 0 && (kid === undefined || keys.some((key) => key['kid'] === kid))
  const underway = oneAtATime<void>()
  const read = async (uri: string): Promise<void> => {
    const before = held.get(uri)
    const triedAt = clock.now()
    held.set(uri, { keys: before?.keys ?? [], readAt: before?.readAt ?? never, triedAt })
    const fetched = await fetchDocument({ url: uri, maxBytes: mostBytes, isOfKnownClient: true })
    const keys = fetched.outcome === 'fetched' ? readKeySet(fetched.text) : undefined
    if (keys) held.set(uri, { keys, readAt: triedAt, triedAt })
  }
  return async (keys: ClientKeys, { kid, mayFetch }: Wanted): Promise<readonly PublicJwk[]> => {
    if ('jwks' in keys) return keys.jwks
    const uri = keys.jwksUri
    const before = held.get(uri)
    if (before && knows(before, kid) && ageOf(before.readAt) < freshFor) return before.keys
    if (!before || ageOf(before.triedAt) >= cooldown || underway.isUnderway(uri)) {
      if (!(await mayFetch())) return []
      await underway(uri, () => read(uri))
    }
    const now = held.get(uri)
    const isAnswered = now !== undefined && now.readAt === now.triedAt
    const isBelieved = now !== undefined && knows(now, kid) && ageOf(now.readAt) < believedFor
    if (now && (isAnswered || isBelieved)) return now.keys
    const words = 'the keys of this client cannot be read right now: try again'
    throw refuse('temporarily_unavailable', words, { retryAfter: cooldown })
  }
}

/** undefined: not a key set. Keys in it that nobody may use are left out. */
const readKeySet = (text: string): readonly PublicJwk[] | undefined => {
  try {
    const keys = keysOf(parseJson(text, { refusal: 'invalid_client_metadata' }))
    return keys && usableKeys(keys)
  } catch {
    return undefined
  }
}
