/** Signing keys change while nobody notices: published before they sign, published until the last token has died. cases K1, K2 */
import { days, hours, minutes, seconds, type Seconds } from '@gatehouse/protocol/time'
import { decodeProtectedHeader } from 'jose'
import { describe, expect, it } from 'vitest'
import { usualAge } from '../src/keys/key-ring.ts'
import { keyWorld, usualPolicy, type Replica } from './key-world.ts'

const lead = usualPolicy.publishAhead
const kidOf = (token: string): string => String(decodeProtectedHeader(token).kid)
const signs = async ({ signer }: Replica): Promise<string> => kidOf(await signer.sign('at+jwt', {}))
const publishes = async ({ published }: Replica): Promise<readonly string[]> =>
  (await published()).map(({ kid = '' }) => kid)
const states = async ({ keeping }: Replica) => (await keeping.list()).map(({ state }) => state)

describe('rotation by time', () => {
  it('K2: publishes the next key a lead before it signs, and the old one until its last token has died', async () => {
    const { clock, journal, replica } = keyWorld()
    const one = await replica()
    const first = await signs(one)
    clock.advance(seconds(days(90) - lead - usualAge - 1))
    await one.turn()
    expect(await publishes(one)).toEqual([first])
    clock.advance(seconds(1))
    await one.turn()
    const [, second = ''] = await publishes(one)
    expect(await states(one)).toEqual(['active', 'next'])

    clock.advance(seconds(lead + usualAge - 1))
    expect(await signs(one)).toBe(first)
    const lastToken = await one.signer.sign('at+jwt', { last: true })
    clock.advance(seconds(1))
    expect(await signs(one)).toBe(second)
    expect(await states(one)).toEqual(['retired', 'active'])

    clock.advance(hours(24))
    await one.turn()
    expect(await publishes(one)).toEqual([first, second])
    expect(await one.signer.verifyOwn('at+jwt', lastToken)).toEqual({ last: true })
    clock.advance(minutes(5))
    expect(await publishes(one)).toEqual([second])
    expect(await one.signer.verifyOwn('at+jwt', lastToken)).toBeUndefined()
    await one.turn()
    expect(await states(one)).toEqual(['active'])
    expect(await journal()).toEqual(['signing-key.added', 'signing-key.expired'])
  })

  it('K2: a key that was made late is published first all the same, and the next one keeps the rhythm', async () => {
    const { clock, rows, replica } = keyWorld()
    const one = await replica()
    clock.advance(days(200))
    await one.turn()
    const [first, second] = await rows.list()
    // Nobody was there to make it in time: it is published first all the same.
    expect((second?.activeFrom ?? 0) - clock.now()).toBe(lead)
    expect(await signs(one)).toBe(first?.kid)
    clock.advance(days(90))
    await one.turn()
    const third = (await rows.list()).at(-1)
    expect((third?.activeFrom ?? 0) - (second?.activeFrom ?? 0)).toBe(days(90))
  })

  it('K2: keys that change faster than they are published wait in a row, each with its full lead', async () => {
    const { clock, rows, replica } = keyWorld()
    const one = await replica({ policy: { rotateEvery: seconds(10), publishAhead: seconds(60) } })
    for (let turn = 0; turn < 15; turn += 1) {
      clock.advance(seconds(20))
      await one.turn()
    }
    const made = (await rows.list()).toSorted((a, b) => a.activeFrom - b.activeFrom)
    expect(made.length).toBe(35)
    for (const { createdAt, activeFrom } of made.slice(1)) expect(activeFrom - createdAt).toBeGreaterThanOrEqual(60)
    const spans = made.slice(2).map(({ activeFrom }, index) => activeFrom - (made[index + 1]?.activeFrom ?? 0))
    expect(new Set(spans)).toEqual(new Set([10]))
  })

  it('two replicas that rotate together make one key, and agree in every second on who signs', async () => {
    const { clock, rows, replica } = keyWorld()
    const [one, two] = [await replica(), await replica()]
    for (let day = 0; day < 200; day += 1) {
      clock.advance(days(1))
      await Promise.all([one.turn(), two.turn()])
      expect(await signs(one)).toBe(await signs(two))
      expect(await publishes(one)).toEqual(await publishes(two))
    }
    expect((await rows.list()).map(({ activeFrom }) => activeFrom)).toHaveLength(1)
  })

  it('K1: hands out public members only in every state, each kid once, with use and alg', async () => {
    const { clock, replica } = keyWorld()
    const algorithms = ['ES256', 'RS256', 'PS256', 'EdDSA'] as const
    const one = await replica({ policy: { algorithms } })
    const seen = new Set<string>()
    for (const wait of [seconds(0), seconds(days(90) - hours(1)), hours(3), hours(25)]) {
      clock.advance(wait)
      await one.turn()
      for (const state of await states(one)) seen.add(state)
      const keys = await one.published()
      expect(new Set(keys.map(({ kid }) => kid)).size).toBe(keys.length)
      for (const key of keys) {
        expect(key).toMatchObject({ use: 'sig', alg: expect.stringMatching(/^(ES256|RS256|PS256|EdDSA)$/) as string })
        const allowed = { EC: ['crv', 'x', 'y'], RSA: ['e', 'n'], OKP: ['crv', 'x'] }[key['kty'] ?? ''] ?? []
        expect(Object.keys(key).toSorted()).toEqual([...allowed, 'alg', 'kid', 'kty', 'use'].toSorted())
      }
    }
    expect(seen).toEqual(new Set(['active', 'next', 'retired']))
  })
})

describe('a replica that heard nothing', () => {
  it('signs by the new key in time, because whoever signs has read the rows within half a minute', async () => {
    const { clock, replica } = keyWorld()
    const [one, idle] = [await replica(), await replica()]
    clock.advance(seconds(days(90) - lead))
    await one.turn()
    clock.advance(hours(5))
    expect(await signs(idle)).toBe(await signs(one))
  })

  it('reads once, however many sign at the same time', async () => {
    const { clock, reads, replica } = keyWorld()
    const one = await replica()
    clock.advance(seconds(31))
    const before = reads()
    await Promise.all(Array.from({ length: 64 }, () => one.signer.sign('at+jwt', {})))
    expect(reads()).toBe(before + 1)
  })

  it('lives on while the store is down, but never so long that it could miss a key', async () => {
    const { clock, rows, replica } = keyWorld()
    let isDown = false
    const one = await replica({
      rows: { ...rows, list: () => (isDown ? Promise.reject(new Error('down')) : rows.list()) },
    })
    isDown = true
    clock.advance(lead)
    expect(await one.signer.sign('at+jwt', {})).toContain('.')
    expect(one.log.lines.map(({ event }) => event)).toContain('signing-keys.not-read')
    clock.advance(seconds(1))
    await expect(one.signer.sign('at+jwt', {})).rejects.toThrow('down')
    isDown = false
    expect(await one.signer.sign('at+jwt', {})).toContain('.')
  })

  it('reads the rows anew when its clock went back', async () => {
    const { clock, reads, replica } = keyWorld()
    const one = await replica()
    const before = reads()
    clock.advance(seconds(-3600))
    expect(await one.signer.sign('at+jwt', {})).toContain('.')
    expect(reads()).toBe(before + 1)
  })
})

describe('algorithms', () => {
  it('that are new sign after a lead; the old one signs until then and retires', async () => {
    const { clock, replica } = keyWorld()
    const before = await replica()
    const old = await signs(before)
    const now = await replica({ policy: { algorithms: ['EdDSA'] } })
    expect(now.signer.algorithms()).toEqual(['ES256'])
    expect(await signs(now)).toBe(old)
    clock.advance(seconds(2))
    expect(await publishes(before)).toEqual(await publishes(now))
    clock.advance(lead)
    expect(now.signer.algorithms()).toEqual(['EdDSA'])
    expect(await signs(now)).not.toBe(old)
    // Nobody knows when the last replica stopped to use it: it goes when its time would have been up anyway.
    clock.advance(seconds(days(91) - lead))
    await now.turn()
    expect(await publishes(now)).toContain(old)
    clock.advance(minutes(5))
    await now.turn()
    expect(await publishes(now)).not.toContain(old)
    expect((await now.keeping.list()).map(({ alg }) => alg)).not.toContain('ES256')
  })

  it('that come beside another sign only once they are published long enough', async () => {
    const { clock, replica } = keyWorld()
    await replica()
    const both = await replica({ policy: { algorithms: ['RS256', 'ES256'] } })
    expect(both.signer.algorithms()).toEqual(['ES256'])
    await expect(both.signer.sign('JWT', {}, 'RS256')).rejects.toThrow('no key for RS256')
    clock.advance(lead)
    expect(both.signer.algorithms()).toEqual(['RS256', 'ES256'])
  })

  it('of a new installation sign at once', async () => {
    const one = await keyWorld().replica({ policy: { algorithms: ['RS256', 'ES256', 'EdDSA'] } })
    expect(one.signer.algorithms()).toEqual(['RS256', 'ES256', 'EdDSA'])
  })
})

it('the longest wait of a stranger for a key is shorter than the lead', () => {
  const guardKeeps: Seconds = seconds(minutes(10) + hours(1))
  const readersMayKeep = seconds(60)
  expect(guardKeeps + readersMayKeep).toBeLessThan(lead)
})
