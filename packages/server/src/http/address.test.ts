/** Which network a peer belongs to. */
import { describe, expect, it } from 'vitest'
import { isWithin, networkOf, parseAddress, parseNetwork } from './address.ts'

describe('an address', () => {
  it('is IPv4 or IPv6 in any of its spellings', () => {
    expect(parseAddress('192.0.2.1')).toEqual([192, 0, 2, 1])
    expect(parseAddress('::ffff:192.0.2.1')).toEqual([192, 0, 2, 1])
    expect(parseAddress('[::1]')).toEqual([...Array.from({ length: 15 }, () => 0), 1])
    expect(parseAddress('fe80::1%eth0')).toEqual(parseAddress('fe80:0:0:0:0:0:0:1'))
    expect(parseAddress('2001:db8::')).toHaveLength(16)
  })

  it('is nothing else', () => {
    const texts = [
      '',
      'localhost',
      '1.2.3',
      '1.2.3.4.5',
      '256.1.1.1',
      '1.2.3.4x',
      '::1::',
      '1:2:3:4:5:6:7',
      '1:2:3:4:5:6:7:8:9',
      'g::',
      '1:2:3:4:5:6:7:8::',
      '12345::',
      ':1',
      '1.2.3.4::',
      '::'.repeat(40),
    ]
    for (const text of texts) expect([text, parseAddress(text)]).toEqual([text, undefined])
  })

  it('counts as itself, or as the /64 of one customer', () => {
    expect(networkOf(parseAddress('192.0.2.1') ?? [])).toBe('192.0.2.1')
    expect(networkOf(parseAddress('2001:db8:1:2:3:4:5:6') ?? [])).toBe('2001:db8:1:2::/64')
    expect(networkOf(parseAddress('2001:db8:1:2:ffff::') ?? [])).toBe('2001:db8:1:2::/64')
  })
})

describe('a network', () => {
  it('holds what shares its leading bits', () => {
    const within = (address: string, network: string) => {
      const parsed = parseNetwork(network)
      return parsed !== undefined && isWithin(parseAddress(address) ?? [], parsed)
    }
    expect(within('10.1.2.3', '10.0.0.0/8')).toBe(true)
    expect(within('11.1.2.3', '10.0.0.0/8')).toBe(false)
    expect(within('172.31.0.1', '172.16.0.0/12')).toBe(true)
    expect(within('172.32.0.1', '172.16.0.0/12')).toBe(false)
    expect(within('192.0.2.1', '192.0.2.1')).toBe(true)
    expect(within('192.0.2.2', '192.0.2.1')).toBe(false)
    expect(within('fd12::1', 'fd00::/8')).toBe(true)
    expect(within('10.0.0.1', 'fd00::/8')).toBe(false)
    expect(within('198.51.100.1', '0.0.0.0/0')).toBe(true)
  })

  it('is refused when it is none', () => {
    for (const text of ['10.0.0.0/33', '10.0.0.0/-1', '10.0.0.0/8/8', 'x/8', '10.0.0.0/', 'fd00::/129']) {
      expect(parseNetwork(text)).toBeUndefined()
    }
  })
})
