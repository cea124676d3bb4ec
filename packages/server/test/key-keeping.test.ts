/** What an operator does to signing keys: rotate them by hand, and take a stolen one away at once. cases K2 */
import { seconds } from '@gatehouse/protocol/time'
import { decodeProtectedHeader } from 'jose'
import { describe, expect, it } from 'vitest'
import { keyWorld, usualPolicy, visit, type Replica } from './key-world.ts'

const lead = usualPolicy.publishAhead
const kidOf = (token: string): string => String(decodeProtectedHeader(token).kid)
const signs = async ({ signer }: Replica): Promise<string> => kidOf(await signer.sign('at+jwt', {}))
const publishes = async ({ published }: Replica): Promise<readonly string[]> =>
  (await published()).map(({ kid = '' }) => kid)
const states = async ({ keeping }: Replica) => (await keeping.list()).map(({ state }) => state)

describe('an operator', () => {
  const rotate = (one: Replica, isNow: boolean) => one.keeping.rotate({ isNow }, visit)

  it('rotates by command: the new key is published ahead, and a second one waits for it', async () => {
    const { clock, journal, replica } = keyWorld()
    const one = await replica()
    const added = await rotate(one, false)
    expect(added).toMatchObject({ outcome: 'added', alg: 'ES256', activeFrom: clock.now() + lead })
    const { kid } = added as { kid: string }
    expect(await rotate(one, false)).toMatchObject({ outcome: 'waits', kid })
    expect(await journal()).toEqual(['signing-key.added'])
    clock.advance(lead)
    expect(await signs(one)).toBe(kid)
  })

  it('K2: rotates at once: every replica publishes the new key before anybody signs by it', async () => {
    const { clock, replica } = keyWorld()
    const [one, two] = [await replica(), await replica()]
    await rotate(one, false)
    const { kid } = (await rotate(one, true)) as { kid: string }
    const old = await signs(one)
    expect(old).not.toBe(kid)
    clock.advance(seconds(2))
    expect(await signs(one)).toBe(old)
    expect(await publishes(two)).toContain(kid)
    clock.advance(seconds(1))
    expect(await signs(one)).toBe(kid)
    // The one that waited is gone: it would have taken over from the new one.
    expect(await states(one)).toEqual(['retired', 'active'])
  })

  it('K2: removes the key that signs: its successor signs at once, and the old tokens are ours no more', async () => {
    const { clock, journal, replica } = keyWorld()
    const [one, two] = [await replica(), await replica()]
    const [old, token] = [await signs(one), await one.signer.sign('at+jwt', {})]
    expect(await one.keeping.remove(old, visit)).toBe('removed')
    expect(await publishes(one)).not.toContain(old)
    expect(await publishes(two)).toEqual(await publishes(one))
    expect(await signs(one)).not.toBe(old)
    expect(await one.signer.verifyOwn('at+jwt', token)).toBeUndefined()
    clock.advance(seconds(30))
    expect(await two.signer.verifyOwn('at+jwt', token)).toBeUndefined()
    expect(await signs(two)).toBe(await signs(one))
    expect(await journal()).toEqual(['signing-key.added', 'signing-key.removed'])
    expect(await one.keeping.remove(old, visit)).toBe('unknown')
  })

  it('removes a key that does not sign without touching the one that does', async () => {
    const { clock, replica } = keyWorld()
    const one = await replica()
    const first = await signs(one)
    const { kid: next } = (await rotate(one, false)) as { kid: string }
    expect(await one.keeping.remove(next, visit)).toBe('removed')
    expect(await signs(one)).toBe(first)
    await rotate(one, true)
    clock.advance(seconds(3))
    expect(await one.keeping.remove(first, visit)).toBe('removed')
    expect(await states(one)).toEqual(['active'])
  })

  it('cannot add so many that verifiers would refuse the set, and is told which algorithms there are', async () => {
    const { clock, replica } = keyWorld()
    const one = await replica()
    for (let more = 0; more < 49; more += 1) {
      expect(await rotate(one, true)).toMatchObject({ outcome: 'added' })
      clock.advance(seconds(5))
    }
    expect(await rotate(one, true)).toEqual({ outcome: 'tooMany' })
    // In an emergency it is one more.
    expect(await one.keeping.remove(await signs(one), visit)).toBe('removed')
    expect(await one.keeping.rotate({ alg: 'HS256', isNow: true }, visit)).toEqual({
      outcome: 'unknownAlgorithm',
      algorithms: ['ES256'],
    })
  })
})
