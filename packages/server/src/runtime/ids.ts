/** Names of things from this machine's clock and randomness: 48 bits of milliseconds, then 80 random bits, in Crockford's base 32. */
import { randomBytes } from 'node:crypto'
import type { IdKinds, Ids } from '@gatehouse/issuer/ports/ids'

/** Ids of one `createIds` are strictly ascending, also within a millisecond and when the clock steps back. */
export const createIds = (milliseconds: () => number = Date.now): Ids => {
  let last = 0n
  return {
    next<Prefix extends keyof IdKinds>(prefix: Prefix) {
      const earliest = BigInt(milliseconds()) << 80n
      // A random step, so that neighbours stay unguessable and two processes in one millisecond stay apart.
      last = last < earliest ? earliest + random(10) : last + 1n + random(5)
      return `${prefix}_${crockford(last)}` as IdKinds[Prefix]
    },
    secret: () => randomBytes(32).toString('base64url'),
  }
}

const random = (bytes: number): bigint => BigInt(`0x${randomBytes(bytes).toString('hex')}`)

const ofBase32 = '0123456789abcdefghijklmnopqrstuv'
const ofCrockford = '0123456789abcdefghjkmnpqrstvwxyz'

const crockford = (value: bigint): string =>
  value
    .toString(32)
    .padStart(26, '0')
    .replace(/[i-v]/g, (digit) => ofCrockford.charAt(ofBase32.indexOf(digit)))
