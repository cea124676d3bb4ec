/** Tools of one server that somebody could take for one another. */
import { afterEach, describe, expect, it } from 'vitest'
import { acceptTools } from '../../src/policy/pins.ts'
import {
  callOf,
  listedTo,
  look,
  namesOf,
  openPolicyWorld,
  type PolicyWorld,
  put,
  refusalOf,
  three,
} from './policy-world.ts'

let world: PolicyWorld | undefined
afterEach(() => world?.close())

const like = { ...put, name: 'lооk' }
const admin = ['notes:admin']

describe('confusable names', () => {
  it('S10: that come together are both withheld', async () => {
    const { policy, lines } = (world = await openPolicyWorld())
    await policy.learn([look, like, put])
    expect(listedTo(policy, [look, like, put], admin)).toEqual(['put'])
    expect(refusalOf(policy, 'look')).toContain('its name could be taken for lооk')
    expect(refusalOf(policy, like.name)).toContain('its name could be taken for look')
    const told = lines.filter(({ event }) => event === 'gateway.tool-confusable')
    expect(told.map(({ facts }) => [facts['tool'], facts['resembles']])).toEqual([
      ['look', ['lооk']],
      ['lооk', ['look']],
    ])
  })

  it('S10: of a newcomer and a pinned tool withhold the newcomer, also after the other has gone, also over a new start', async () => {
    const { policy, reopen } = (world = await openPolicyWorld())
    await policy.learn(three)
    await policy.learn([...three, like])
    expect(listedTo(policy, [...three, like], admin)).toEqual(['look', 'put', 'wipe'])
    await policy.learn([like])
    expect(refusalOf(policy, like.name)).toContain('is withheld')
    const next = reopen()
    await next.learn([like])
    expect(refusalOf(next, like.name)).toContain('is withheld')
    expect(refusalOf(next, 'look')).toBeUndefined()
    expect(next.screen([like, look])).toEqual([look])
  })

  it('S10: are withheld also where changes are only told', async () => {
    const { policy } = (world = await openPolicyWorld({ onToolChange: 'report' }))
    await policy.learn([look, like])
    expect(policy.screen([look, like])).toEqual([])
    expect(refusalOf(policy, 'look')).toContain('is withheld')
  })

  it('S10: are caught in what a caller is shown, too', async () => {
    const { policy } = (world = await openPolicyWorld())
    await policy.learn(three)
    expect(namesOf(policy.screen([...three, like]))).toEqual(['look', 'put', 'wipe'])
    expect(refusalOf(policy, like.name)).toContain('is withheld')
  })

  it('S10: become right when the server gives one another name, or the operator leaves one out', async () => {
    const { policy, reopen } = (world = await openPolicyWorld())
    await policy.learn([look, like])
    // An answer may be a page of the list: that the other is not on it says nothing.
    expect(policy.screen([look])).toEqual([])
    await policy.learn([look])
    expect(refusalOf(policy, 'look')).toBeUndefined()
    const denying = reopen({ deny: [like.name] })
    await denying.learn([look, like])
    expect([refusalOf(denying, 'look'), refusalOf(denying, like.name)]).toEqual([
      undefined,
      expect.stringContaining('is not offered here'),
    ])
  })

  it('S10: are accepted by name, and not with all the others', async () => {
    const { policy, file, clock } = (world = await openPolicyWorld())
    await policy.learn([look, like])
    expect(await acceptTools(file, 'all')).toEqual([])
    expect(await acceptTools(file, ['look', like.name])).toEqual(['look', like.name])
    clock.ms += 1000
    await policy.learn([look, like])
    expect(listedTo(policy, [look, like], admin)).toEqual(['look', like.name])
    expect(policy.rules.needed([callOf(like.name)])).toEqual(['notes:write'])
  })

  it('S10: one name twice with two definitions is no tool at all', async () => {
    const { policy } = (world = await openPolicyWorld())
    const twice = [look, { ...look, description: 'another' }]
    expect(policy.screen(twice)).toEqual([])
    await policy.learn(twice)
    expect(policy.screen(twice)).toEqual([])
    expect(refusalOf(policy, 'look')).toContain('is withheld')
  })

  it('S10: a name that hides characters is refused for good, and told once', async () => {
    const { policy, file, lines } = (world = await openPolicyWorld())
    const names = ['wi\u200bpe', '\u202elook', 'put\u{e0062}', 'a\nb']
    const hidden = names.map((name) => ({ ...look, name }))
    await policy.learn([...hidden, look])
    await policy.learn([...hidden, look])
    expect(policy.screen([...hidden, look])).toEqual([look])
    for (const name of names) {
      expect(refusalOf(policy, name)).toContain('its name holds characters that nobody sees')
      await expect(acceptTools(file, [name])).rejects.toThrow('does not wait')
    }
    const told = lines.filter(({ event }) => event === 'gateway.tool-unfit')
    expect(told.map(({ facts }) => facts['tool'])).toEqual([
      String.raw`wi\u{200b}pe`,
      String.raw`\u{202e}look`,
      String.raw`put\u{e0062}`,
      String.raw`a\u{a}b`,
    ])
  })

  it('S10: hidden instructions in a description are told', async () => {
    const { policy, lines } = (world = await openPolicyWorld())
    await policy.learn([{ ...look, description: 'Shows one note\u{e0049}\u{e0067}' }, put])
    expect(lines.filter(({ facts }) => facts['hidesText'] === true).map(({ facts }) => facts['tool'])).toEqual(['look'])
  })
})
