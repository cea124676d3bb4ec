/** Where a request came from: never what a stranger writes into a header. */
import { countedIds } from '@gatehouse/testkit'
import { describe, expect, it } from 'vitest'
import { arrivalsOf, visitsOf } from './visit.ts'

const headersOf = (headers: Readonly<Record<string, string>>) => {
  const { headers: sent } = new Request('https://auth.example/', { headers })
  return (name: string): string | null => sent.get(name)
}

const sourceOf = (
  peer: string | undefined,
  forwarded?: string,
  trusted: readonly string[] = ['10.0.0.0/8'],
): string => {
  const headers = forwarded === undefined ? {} : { 'X-Forwarded-For': forwarded }
  return visitsOf(countedIds(), trusted)(headersOf(headers), { address: peer }).source
}

describe('the source of a request', () => {
  it('is the peer, whatever it says about others', () => {
    expect(sourceOf('203.0.113.5')).toBe('203.0.113.5')
    expect(sourceOf('203.0.113.5', '192.0.2.1')).toBe('203.0.113.5')
    expect(sourceOf('10.0.0.1', '192.0.2.1', [])).toBe('10.0.0.1')
    expect(sourceOf(undefined, '192.0.2.1')).toBe('this process')
  })

  it('is the first hop that no trusted proxy stands at', () => {
    expect(sourceOf('10.0.0.1', '192.0.2.1')).toBe('192.0.2.1')
    expect(sourceOf('10.0.0.1', '198.51.100.9, 192.0.2.1, 10.0.0.2')).toBe('192.0.2.1')
    expect(sourceOf('::ffff:10.0.0.1', '192.0.2.1:4711')).toBe('192.0.2.1')
    expect(sourceOf('10.0.0.1', '[2001:db8:1:2::9]:443')).toBe('2001:db8:1:2::/64')
  })

  it('is the proxy when it wrote nonsense', () => {
    expect(sourceOf('10.0.0.1', 'unknown')).toBe('10.0.0.1')
    expect(sourceOf('10.0.0.1', '')).toBe('10.0.0.1')
    expect(sourceOf('10.0.0.1', `${'1.2.3.4,'.repeat(5000)}192.0.2.1`)).toBe('192.0.2.1')
  })

  it('is the whole address for who hands requests on, and nothing but the network in what is written down', () => {
    const arrive = (peer: string | undefined, forwarded = '') =>
      arrivalsOf(countedIds(), ['10.0.0.0/8'])(headersOf({ 'X-Forwarded-For': forwarded }), { address: peer })
    expect(arrive('203.0.113.5', '192.0.2.1').address).toBe('203.0.113.5')
    expect(arrive('::ffff:10.0.0.1', '198.51.100.9, 192.0.2.1:4711, 10.0.0.2').address).toBe('192.0.2.1')
    const far = arrive('10.0.0.1', '[2001:DB8:1:2:0:0:0:9%eth0]:443')
    expect(far.address).toBe('2001:db8:1:2::9')
    expect(JSON.stringify(far.visit)).not.toContain('::9')
    expect(arrive('10.0.0.1', 'unknown').address).toBe('10.0.0.1')
    expect(arrive(undefined, '192.0.2.1').address).toBeUndefined()
  })

  it('needs networks that are some', () => {
    expect(() => visitsOf(countedIds(), ['everywhere'])).toThrow('not a network: everywhere')
  })
})

describe('what a browser calls itself', () => {
  const nameOf = (userAgent?: string): string | undefined => {
    const headers = userAgent === undefined ? {} : { 'User-Agent': userAgent }
    return visitsOf(countedIds(), [])(headersOf(headers), { address: undefined }).userAgent
  }

  it('is cleaned and cut before anybody keeps it', () => {
    expect(nameOf('Mozilla/5.0  (X11;\tLinux)')).toBe('Mozilla/5.0 (X11; Linux)')
    expect(nameOf('a\u009b31mred\u00ad')).toBe('a31mred')
    expect(Array.from(nameOf('x'.repeat(5000)) ?? '')).toHaveLength(200)
    expect([nameOf(), nameOf(''), nameOf(' \t ')]).toEqual([undefined, undefined, undefined])
  })
})
