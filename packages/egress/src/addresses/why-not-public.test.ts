import ipaddr from 'ipaddr.js'
import { describe, expect, it } from 'vitest'
import { whyNoPublicName, whyNotPublic } from './why-not-public.ts'

const isRefused = (address: string): boolean => whyNotPublic(address) !== undefined

describe('an address that is not public', () => {
  it('H8: is known in every special-purpose network of IPv4', () => {
    const special = `
      0.0.0.0 0.255.255.255 10.0.0.1 100.64.0.1 100.127.255.255 100.100.100.200 127.0.0.1 127.255.255.254
      169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.1 192.0.0.192 192.0.2.1 192.168.0.1 198.18.0.1
      198.19.255.255 198.51.100.1 203.0.113.1 224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255
      168.63.129.16 192.88.99.1 192.31.196.1 192.52.193.1 192.175.48.1`
      .trim()
      .split(/\s+/)
    expect(special.filter((address) => !isRefused(address))).toEqual([])
    const neighbours = ['1.1.1.1', '9.255.255.255', '11.0.0.0', '100.63.255.255', '100.128.0.0', '126.255.255.255']
    const more = ['128.0.0.0', '172.15.255.255', '172.32.0.0', '192.167.255.255', '198.17.255.255', '223.255.255.255']
    expect([...neighbours, ...more].filter(isRefused)).toEqual([])
  })

  it('H9: is known in every way IPv6 has to name one, also a public IPv4 address in disguise', () => {
    const special = `
      :: ::1 fe80::1 febf::1 fec0::1 fc00::1 fdff::1 fd00:ec2::254 ff02::1 ffff::1 ::ffff:127.0.0.1
      ::ffff:7f00:1 ::7f00:1 ::127.0.0.1 ::ffff:0:7f00:1 ::ffff:8.8.8.8 64:ff9b::7f00:1 64:ff9b::8.8.8.8
      64:ff9b:1::1 64:ff9b:1:ffff:ffff:ffff:ffff:ffff 2002:7f00:1:: 2002:808:808::1 2001::1
      2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:1ff::1 2606:4700::5efe:7f00:1 2606:4700::200:5efe:10.0.0.1
      2606:4700::5efe:8.8.8.8 2001:db8::1 3fff::1 100::1 5f00::1 2620:4f:8000::1 4000::1 1fff::1 e000::1`
      .trim()
      .split(/\s+/)
    expect(special.filter((address) => !isRefused(address))).toEqual([])
    const open = ['2606:4700:4700::1111', '2001:4860:4860::8888', '2a00::1', '2001:200::1', '3ffe:ffff::1', '2003::1']
    expect(open.filter(isRefused)).toEqual([])
  })

  it('H9: is whatever is no plain address: a zone, an abbreviation, a name, nothing', () => {
    const unfit = ['fe80::1%eth0', '2606:4700::1%1', '127.1', '0x7f.1', '2130706433', '010.0.0.1', '1.1.1', '', 'host']
    expect(unfit.filter((address) => !isRefused(address))).toEqual([])
  })

  it(
    'H9: agrees with two independent tables over a million random addresses and every edge',
    { timeout: 120_000 },
    () => {
      const disagreements: string[] = []
      const check = (address: string, isSpecial: boolean): void => {
        const mine = isRefused(address)
        if (mine !== isSpecial || mine !== refusedByLibrary(address)) disagreements.push(address)
      }
      const check4 = (value: bigint) => check(written4(value), refusedByRanges4(value))
      const check6 = (value: bigint) => check(written6(value), refusedByRanges6(value))
      edges4().forEach(check4)
      edges6().forEach(check6)
      const next = generator(20_261_121)
      for (let round = 0; round < 250_000; round += 1) {
        const word = (): bigint => BigInt(next())
        check4(word())
        // Whole space, global unicast, and behind one of the known prefixes: else the special networks would hardly be met.
        const anywhere = (word() << 96n) | (word() << 64n) | (word() << 32n) | word()
        check6(anywhere)
        check6((1n << 125n) | (anywhere >> 3n))
        const [from = 0n, to = 0n] = ranges6[next() % ranges6.length] ?? []
        check6(from + (anywhere % (to - from + 1n)))
      }
      expect(disagreements.slice(0, 20)).toEqual([])
    },
  )
})

describe('a name that is not public', () => {
  it('is one of this computer, this network or nobody; all others are for their addresses to decide', () => {
    const special = ['localhost', 'a.localhost', 'printer.local', 'metadata.google.internal', 'home.arpa', 'x.onion']
    const unfit = ['intranet', 'app.example.', '127.0.0.1', '[::1]', 'a.test', 'a.invalid']
    expect([...special, ...unfit].filter((name) => whyNoPublicName(name) === undefined)).toEqual([])
    expect(['app.example', 'xn--bcher-kva.example', 'local.example'].map(whyNoPublicName)).toEqual(
      Array(3).fill(undefined),
    )
  })
})

/** The first independent table: ranges of integers, from RFC 6890 and its successors, written down apart. */
const ranges4: readonly (readonly [bigint, bigint])[] = [
  [0x00000000n, 0x00ffffffn],
  [0x0a000000n, 0x0affffffn],
  [0x64400000n, 0x647fffffn],
  [0x7f000000n, 0x7fffffffn],
  [0xa83f8110n, 0xa83f8110n],
  [0xa9fe0000n, 0xa9feffffn],
  [0xac100000n, 0xac1fffffn],
  [0xc0000000n, 0xc00000ffn],
  [0xc0000200n, 0xc00002ffn],
  [0xc01fc400n, 0xc01fc4ffn],
  [0xc034c100n, 0xc034c1ffn],
  [0xc0586300n, 0xc05863ffn],
  [0xc0a80000n, 0xc0a8ffffn],
  [0xc0af3000n, 0xc0af30ffn],
  [0xc6120000n, 0xc613ffffn],
  [0xc6336400n, 0xc63364ffn],
  [0xcb007100n, 0xcb0071ffn],
  [0xe0000000n, 0xffffffffn],
]

const span = (head: string, bits: number): readonly [bigint, bigint] => {
  const from = BigInt(`0x${head.padEnd(32, '0')}`)
  return [from, from + (1n << BigInt(128 - bits)) - 1n]
}

const ranges6: readonly (readonly [bigint, bigint])[] = [
  [0n, (1n << 125n) - 1n],
  [1n << 126n, (1n << 128n) - 1n],
  span('20010000', 23),
  span('20010db8', 32),
  span('2002', 16),
  span('2620004f8000', 48),
  span('3fff0', 20),
  span('fe80', 10),
  span('fc00', 7),
  span('0064ff9b', 96),
  span('0064ff9b0001', 48),
  span('00000000000000000000ffff', 96),
]

const isAmong = (ranges: typeof ranges4, value: bigint): boolean =>
  ranges.some(([from, to]) => from <= value && value <= to)

const refusedByRanges4 = (value: bigint): boolean => isAmong(ranges4, value)

const refusedByRanges6 = (value: bigint): boolean =>
  ((value >> 32n) & 0xfdffffffn) === 0x00005efen || isAmong(ranges6, value)

/** The second: what the library calls anything but unicast, and what it does not know. */
const refusedByLibrary = (address: string): boolean => {
  const parsed = ipaddr.parse(address)
  if (parsed.range() !== 'unicast') return true
  if (parsed.kind() === 'ipv4') return address === '168.63.129.16'
  const bytes = parsed.toByteArray()
  const middle = Buffer.from(bytes.slice(8, 12)).toString('hex')
  return middle === '00005efe' || middle === '02005efe' || (bytes[0] ?? 0) >> 5 !== 1
}

const written4 = (value: bigint): string => [24n, 16n, 8n, 0n].map((bits) => (value >> bits) & 255n).join('.')

const written6 = (value: bigint): string => (value.toString(16).padStart(32, '0').match(/.{4}/g) ?? []).join(':')

/** The first and the last of every range, and the neighbours outside. */
const edgesOf = (ranges: typeof ranges4, bits: bigint): readonly bigint[] =>
  ranges.flatMap(([from, to]) => [from - 1n, from, to, to + 1n]).filter((value) => value >= 0n && value < 1n << bits)

const edges4 = () => edgesOf(ranges4, 32n)

const edges6 = (): readonly bigint[] => {
  const [network] = span('2606470000000000', 64)
  const tails = [0x00005efe7f000001n, 0x02005efe08080808n, 0x01005efe08080808n, 0x00005efd08080808n]
  return [...edgesOf(ranges6, 128n), ...tails.map((tail) => network | tail)]
}

/** Xorshift: the same addresses in every run. */
const generator = (seed: number) => {
  let state = seed
  return (): number => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    state >>>= 0
    return state
  }
}
