/** What each tool and method needs, and who sees which tool. */
import { afterEach, describe, expect, it } from 'vitest'
import type { PolicyDefinition } from '../../src/definition.ts'
import type { Policy } from '../../src/policy/policy.ts'
import {
  callOf,
  listedTo,
  look,
  openPolicyWorld,
  type PolicyWorld,
  put,
  refusalOf,
  three,
  wipe,
} from './policy-world.ts'

let world: PolicyWorld | undefined
afterEach(() => world?.close())

const open = async (definition: Partial<PolicyDefinition> = {}): Promise<Policy> => {
  world = await openPolicyWorld(definition)
  await world.policy.learn(three)
  return world.policy
}

const neededFor = ({ rules }: Policy, name: string, args?: Readonly<Record<string, unknown>>): string =>
  rules.needed([callOf(name, args)]).join(' ')

describe('what a tool needs', () => {
  it('is what its annotations suggest; whoever says nothing may change things', async () => {
    const policy = await open()
    expect(['look', 'put', 'wipe'].map((name) => neededFor(policy, name))).toEqual([
      'notes:read',
      'notes:write',
      'notes:admin',
    ])
  })

  it('is admin while nobody knows it', async () => {
    world = await openPolicyWorld()
    expect(neededFor(world.policy, 'look')).toBe('notes:admin')
    for (const name of ['constructor', '__proto__', '*', '']) expect(neededFor(world.policy, name)).toBe('notes:admin')
  })

  it('is known from the last start, also while the upstream is down', async () => {
    await open()
    expect(neededFor((world as PolicyWorld).reopen(), 'look')).toBe('notes:read')
  })

  it('is what the operator says instead, by name or pattern, and by what a call says', async () => {
    const policy = await open({
      scopes: { 'notes:export': 'Export everything' },
      tools: {
        look: { arguments: [{ argument: 'path', unless: { startsWith: 'public/' }, scopes: ['notes:export'] }] },
        'w*': { scopes: ['notes:write'] },
        put: { scopes: [] },
      },
    })
    expect(neededFor(policy, 'look', { path: 'public/a' })).toBe('notes:read')
    expect(neededFor(policy, 'look', { path: 'private/a' })).toBe('notes:read notes:export')
    expect(neededFor(policy, 'wipe')).toBe('notes:write')
    expect(neededFor(policy, 'put')).toBe('')
  })

  it('of a batch is all together, and what is required always comes on top', async () => {
    const policy = await open({ required: ['notes:use'], scopes: { 'notes:use': 'Use notes' } })
    expect(policy.rules.needed([callOf('look'), callOf('wipe')])).toEqual(['notes:use', 'notes:read', 'notes:admin'])
    expect(policy.rules.needed([])).toEqual(['notes:use'])
    expect(policy.defaultScopes).toEqual(['notes:use', 'notes:read', 'notes:write'])
  })

  it('includes what is lesser, and never what is more', async () => {
    const { rules } = await open()
    const granted = (needed: string, scope: string) => rules.isGranted([`notes:${needed}`], [`notes:${scope}`])
    expect([granted('read', 'admin'), granted('read', 'write'), granted('write', 'admin')]).toEqual([true, true, true])
    expect([granted('write', 'read'), granted('admin', 'write'), granted('admin', 'read')]).toEqual([
      false,
      false,
      false,
    ])
    expect(rules.isGranted(['notes:read'], ['other:admin'])).toBe(false)
  })
})

describe('what a method needs', () => {
  it.each([
    ['initialize', ''],
    ['server/discover', ''],
    ['ping', ''],
    ['tools/list', ''],
    ['notifications/cancelled', ''],
    ['resources/read', 'notes:read'],
    ['resources/subscribe', 'notes:read'],
    ['prompts/get', 'notes:read'],
    ['completion/complete', 'notes:read'],
    ['logging/setLevel', 'notes:read'],
    ['subscriptions/listen', 'notes:read'],
    ['tasks/result', 'notes:read'],
    ['tasks/cancel', 'notes:write'],
    ['tools/delete', 'notes:write'],
    ['vendor/anything', 'notes:write'],
    ['constructor', 'notes:write'],
  ])('%s: %s', async (method, needed) => {
    const { rules } = await open()
    expect(rules.needed([{ method }]).join(' ')).toBe(needed)
  })
})

describe('a list', () => {
  const reader = ['notes:read']

  it('shows what could be reached, or what was granted', async () => {
    expect(listedTo(await open(), three, reader)).toEqual(['look', 'put', 'wipe'])
    await world?.close()
    const strict = await open({ listing: 'granted' })
    expect(listedTo(strict, three, reader)).toEqual(['look'])
    expect(listedTo(strict, three, ['notes:write'])).toEqual(['look', 'put'])
    expect(listedTo(strict, three, ['notes:admin'])).toEqual(['look', 'put', 'wipe'])
    expect(listedTo(strict, three, [])).toEqual([])
  })

  it.each(['reachable', 'granted'] as const)('S9: never shows what the operator leaves out (%s)', async (listing) => {
    const all = ['notes:admin']
    expect(listedTo(await open({ listing, deny: ['w*'] }), three, all)).toEqual(['look', 'put'])
    await world?.close()
    expect(listedTo(await open({ listing, allow: ['look', 'w*'], deny: ['wipe'] }), three, all)).toEqual(['look'])
    await world?.close()
    expect(listedTo(await open({ listing, allow: [] }), three, all)).toEqual([])
  })

  it('S9: what is left out is refused by name whatever the caller holds, and nobody is sent to ask for more', async () => {
    const policy = await open({ deny: ['wipe', 'look?', 'p.t'] })
    expect(refusalOf(policy, 'wipe')).toContain('is not offered here')
    expect(neededFor(policy, 'wipe')).toBe('')
    expect(refusalOf(policy, 'look')).toBeUndefined()
    expect(refusalOf(policy, 'put')).toBeUndefined()
    expect(() => policy.refuse([callOf('look'), callOf('wipe')], () => null)).toThrow('is not offered here')
  })

  it('is made of tools that have a name', async () => {
    const policy = await open()
    expect(policy.screen([null, 7, 'look', [], {}, { name: 7 }, look])).toEqual([look])
  })
})

describe('the operator', () => {
  it('hears of a rule for a tool that is not there, with the nearest name, once', async () => {
    const policy = await open({ deny: ['whipe', 'wi*'], tools: { looks: { scopes: [] }, 'zzz*': {} } })
    await policy.learn(three)
    const warnings = (world as PolicyWorld).lines.filter(({ event }) => event === 'gateway.rule-without-tool')
    expect(warnings.map(({ facts }) => facts)).toEqual([
      { server: 'notes', rule: 'whipe', didYouMean: 'wipe' },
      { server: 'notes', rule: 'looks', didYouMean: 'look' },
      { server: 'notes', rule: 'zzz*' },
    ])
  })

  it('sees each tool with its scopes, why, and its state', async () => {
    const policy = await open({ deny: ['wipe'], tools: { put: { scopes: ['notes:admin'] } } })
    await policy.learn([look, put, wipe, { ...wipe, name: 'w\u200bipe' }])
    await policy.learn([put, wipe, { ...wipe, name: 'w\u200bipe' }])
    expect(policy.describe()).toEqual([
      { tool: 'put', scopes: ['notes:admin'], hasArgumentRules: false, why: 'rule', state: 'offered' },
      { tool: 'wipe', scopes: ['notes:admin'], hasArgumentRules: false, why: 'unknown', state: 'denied' },
      {
        tool: String.raw`w\u{200b}ipe`,
        scopes: ['notes:admin'],
        hasArgumentRules: false,
        why: 'unknown',
        state: 'hidden',
      },
      { tool: 'look', scopes: ['notes:read'], hasArgumentRules: false, why: 'annotation', state: 'gone' },
    ])
  })
})

describe('the page that asks for approval', () => {
  it('names the server, and what each scope is for once that is known', async () => {
    world = await openPolicyWorld({ scopes: { 'notes:export': 'Export everything' } })
    const words = (policy: Policy) => policy.scopes().map(({ name, description }) => `${name}: ${description}`)
    expect(words(world.policy)).toEqual([
      'notes:read: Look things up with Notes, without changing anything',
      'notes:write: Change and add things with Notes',
      'notes:admin: Overwrite and delete things with Notes',
      'notes:export: Export everything',
    ])
    const many = Array.from({ length: 9 }, (_, index) => ({ ...put, name: `put_${index}` }))
    await world.policy.learn([...three, ...many])
    expect(words(world.policy).slice(0, 3)).toEqual([
      'notes:read: Look things up with Notes, without changing anything: “Look at a note”',
      'notes:write: Change and add things with Notes: “put”, “put_0”, “put_1”, “put_2” and 6 more',
      'notes:admin: Overwrite and delete things with Notes: “wipe”',
    ])
  })

  it('keeps the words of the server in their quotes, short and visible', async () => {
    const title = `x” and nothing else. \u202eSafe!\n${'long '.repeat(40)}`
    world = await openPolicyWorld()
    await world.policy.learn([{ ...look, title }])
    const [{ description } = { description: '' }] = world.policy.scopes()
    expect(description).toBe(
      'Look things up with Notes, without changing anything: “x and nothing else. Safe! long long lon…”',
    )
  })

  it('is shown what is asked from the start; the rest is listed nowhere in public', async () => {
    const privileged = ({ scopes }: Policy) =>
      scopes()
        .filter(({ isPrivileged }) => isPrivileged)
        .map(({ name }) => name)
    const policy = await open({ defaultScopes: ['notes:read'], scopes: { 'notes:export': 'Export' } })
    expect(policy.defaultScopes).toEqual(['notes:read'])
    expect(privileged(policy)).toEqual(['notes:write', 'notes:admin', 'notes:export'])
    await world?.close()
    expect(privileged(await open())).toEqual(['notes:admin'])
    await world?.close()
    expect(privileged(await open({ defaultScopes: ['notes:admin'] }))).toEqual([])
  })
})
