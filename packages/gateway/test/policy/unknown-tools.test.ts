/** Calls of tools that nobody ever listed. */
import { afterEach, describe, expect, it } from 'vitest'
import { callOf, openPolicyWorld, type PolicyWorld, refusalOf, three } from './policy-world.ts'

let world: PolicyWorld | undefined
afterEach(() => world?.close())

describe('a call of a tool that was never listed', () => {
  it('waits for the list, and is judged by it', async () => {
    const { policy, relisting } = (world = await openPolicyWorld())
    relisting.whenAsked = () => void policy.learn(three)
    await policy.rules.prepare?.([callOf('look')])
    expect(policy.rules.needed([callOf('look')])).toEqual(['notes:read'])
  })

  it('is judged without it when the list cannot be had', async () => {
    const { policy, relisting } = (world = await openPolicyWorld())
    relisting.whenAsked = () => policy.learnNothing()
    await policy.rules.prepare?.([callOf('look')])
    expect(policy.rules.needed([callOf('look')])).toEqual(['notes:admin'])
  })

  it('asks for the list once for all who come together, and not again for a while', async () => {
    const { policy, relisting, clock } = (world = await openPolicyWorld())
    const guesses = Array.from({ length: 20 }, async (_, n) => await policy.rules.prepare?.([callOf(`guess${n}`)]))
    policy.learnNothing()
    await Promise.all(guesses)
    for (let n = 0; n < 20; n += 1) expect(policy.rules.prepare?.([callOf(`more${n}`)])).toBeUndefined()
    expect(relisting.count).toBe(1)
    clock.ms += 5000
    const later = policy.rules.prepare?.([callOf('look')])
    policy.learnNothing()
    await later
    expect(relisting.count).toBe(2)
  })

  it('that is known, left out, or no call of a tool asks for nothing', async () => {
    const { policy, relisting } = (world = await openPolicyWorld({ deny: ['hidden'] }))
    await policy.learn(three)
    for (const call of [
      callOf('look'),
      callOf('hidden'),
      { method: 'resources/read', name: 'x' },
      { method: 'ping' },
    ]) {
      expect(policy.rules.prepare?.([call])).toBeUndefined()
    }
    expect(relisting.count).toBe(0)
  })

  it.each(['Erase', ' erase', 'erase\n', 'ｅｒａｓｅ', 'ERASE ', 'Admin_drop'])(
    'S9: is left out under whatever name a lenient server would take for one that is (%j)',
    async (name) => {
      const { policy } = (world = await openPolicyWorld({ deny: ['erase', 'admin_*'] }))
      await policy.learn(three)
      expect(refusalOf(policy, name)).toContain('leaves it out')
      expect(policy.rules.isListed(name, ['notes:admin'])).toBe(false)
      expect(refusalOf(policy, 'eraser')).toBeUndefined()
    },
  )

  it('is not believed by its headers alone', async () => {
    const { policy } = (world = await openPolicyWorld())
    await policy.learn(three)
    expect(policy.rules.isKnownByName(callOf('look'))).toBe(true)
    expect(policy.rules.isKnownByName(callOf('unheard'))).toBe(false)
  })
})
