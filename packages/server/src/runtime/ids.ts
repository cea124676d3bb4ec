/** Names of things from this machine's clock and randomness: 48 bits of milliseconds, then 80 random bits, in Crockford's base 32. */
import { randomFillSync } from 'node:crypto'
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
    secret: () => drawn(32, 'base64url'),
  }
}

const random = (bytes: number): bigint => BigInt(`0x${drawn(bytes, 'hex')}`)

/** Drawn in one go for many: asking for a few bytes costs as much as for all of these. No byte is handed out twice. */
const supply = Buffer.alloc(4096)
let used = supply.length

const drawn = (bytes: number, encoding: 'hex' | 'base64url'): string => {
  if (used + bytes > supply.length) {
    randomFillSync(supply)
    used = 0
  }
  const text = supply.toString(encoding, used, used + bytes)
  supply.fill(0, used, used + bytes)
  used += bytes
  return text
}

const ofBase32 = '0123456789abcdefghijklmnopqrstuv'
const ofCrockford = '0123456789abcdefghjkmnpqrstvwxyz'
const spelled: Readonly<Record<string, string>> = Object.fromEntries(
  ofBase32.split('').map((digit, at) => [digit, ofCrockford.charAt(at)]),
)

const crockford = (value: bigint): string => {
  let text = ''
  for (const digit of value.toString(32)) text += spelled[digit]
  return text.padStart(26, '0')
}
