/** Addresses as numbers: which network a peer belongs to. RFC 4291 §2.2, RFC 4632 §3.1 */

/** 4 or 16 bytes. */
export type Address = readonly number[]

/** An IPv4 address inside IPv6 is IPv4. undefined: no address. */
export const parseAddress = (text: string): Address | undefined => {
  const bare = text.replace(/^\[(.*)\]$/, '$1').replace(/%.*$/, '')
  if (!bare.includes(':')) return parseV4(bare)
  const bytes = parseV6(bare)
  const isMapped = bytes?.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 0xff && bytes[11] === 0xff
  return isMapped ? bytes?.slice(12) : bytes
}

export interface Network {
  readonly bytes: Address
  readonly bits: number
}

/** `10.0.0.0/8`, `fd00::/8`, or one address. undefined: neither. */
export const parseNetwork = (text: string): Network | undefined => {
  const [address = '', length, ...rest] = text.split('/')
  const bytes = parseAddress(address)
  if (!bytes || rest.length > 0) return undefined
  const most = bytes.length * 8
  const bits = length === undefined ? most : /^\d{1,3}$/.test(length) ? Number(length) : most + 1
  return bits <= most ? { bytes, bits } : undefined
}

export const isWithin = (address: Address, { bytes, bits }: Network): boolean =>
  address.length === bytes.length &&
  bytes.every((byte, at) => {
    const shift = 8 - Math.min(8, Math.max(0, bits - at * 8))
    return byte >> shift === (address[at] ?? 0) >> shift
  })

/** What the limits count by: the IPv4 address, or the /64 that one IPv6 customer has. */
export const networkOf = (address: Address): string => {
  if (address.length === 4) return address.join('.')
  const groups = [0, 2, 4, 6].map((at) => (((address[at] ?? 0) << 8) | (address[at + 1] ?? 0)).toString(16))
  return `${groups.join(':')}::/64`
}

/** As everybody writes it. RFC 5952 §4 */
export const writeAddress = (address: Address): string => {
  if (address.length === 4) return address.join('.')
  const groups = Array.from({ length: 8 }, (_, at) =>
    (((address[2 * at] ?? 0) << 8) | (address[2 * at + 1] ?? 0)).toString(16),
  )
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1)
}

const parseV4 = (text: string): readonly number[] | undefined => {
  const parts = text.split('.')
  const isRight = parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256)
  return isRight ? parts.map(Number) : undefined
}

const parseV6 = (text: string): Address | undefined => {
  const [head = '', tail, ...rest] = text.split('::')
  if (rest.length > 0 || text.length > 45) return undefined
  const before = bytesOf(head, tail === undefined)
  const behind = bytesOf(tail ?? '', true)
  if (!before || !behind) return undefined
  const missing = 16 - before.length - behind.length
  const fits = tail === undefined ? missing === 0 : missing >= 2
  return fits ? [...before, ...Array.from({ length: missing }, () => 0), ...behind] : undefined
}

/** Only the very last group may be written as IPv4. */
const bytesOf = (text: string, isEnd: boolean): Address | undefined => {
  if (text === '') return []
  const groups = text.split(':')
  const isV4 = (at: number, group: string) => isEnd && at === groups.length - 1 && group.includes('.')
  const bytes = groups.map((group, at) => (isV4(at, group) ? parseV4(group) : pair(group)))
  return bytes.every((part) => part !== undefined) ? bytes.flat() : undefined
}

const pair = (group: string): readonly number[] | undefined => {
  if (!/^[0-9A-Fa-f]{1,4}$/.test(group)) return undefined
  const value = Number.parseInt(group, 16)
  return [value >> 8, value & 255]
}
