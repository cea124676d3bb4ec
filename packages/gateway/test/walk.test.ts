/** The walk of one request: nothing reaches the upstream before everybody agreed, and whatever happens is told once. */
import { afterEach, describe, expect, it } from 'vitest'
import { GatewayFault } from '../src/fault.ts'
import type { Recorded } from '../src/gateway-needs.ts'
import { createTelling } from '../src/traffic/telling.ts'
import { capturedLog } from './gateway-world.ts'
import { call, openWalkWorld, type Parts, type WalkWorld } from './walk-world.ts'

let world: WalkWorld | undefined
afterEach(async () => {
  await world?.close()
  world = undefined
})

const broken = (): never => {
  throw new Error('out of order')
}

const brokenParts: Readonly<Record<string, Parts>> = {
  'the guard throws': { walk: { gate: { decide: broken } } },
  'the guard rejects': { walk: { gate: { decide: async () => broken() } } },
  'the guard lets nobody in as somebody': {
    walk: { gate: { decide: async () => ({ caller: undefined, calls: [] }) } },
  },
  'the rules throw': { rules: (real) => ({ ...real, needed: broken }) },
  'the scopes cannot be compared': { rules: (real) => ({ ...real, isGranted: broken }) },
  'the issuer cannot be asked for its keys': { fetch: async () => broken() },
  'the limits throw': { walk: { limits: { enter: broken } } },
  'the identity cannot be signed': { walk: { identityFor: broken } },
}

describe('a request ends before the upstream', () => {
  it.each(Object.entries(brokenParts))('INV7: no byte reaches it when %s', async (_, parts) => {
    world = await openWalkWorld(parts)
    const response = await world.ask(call('read'))
    expect(response.status).toBeGreaterThanOrEqual(500)
    expect(await response.text()).not.toContain('out of order')
    expect(world.heard).toEqual([])
    expect(world.lines.filter(({ level }) => level === 'error').length + world.told.length).toBeGreaterThan(0)
  })

  it('INV7: no byte reaches it when the policy throws', async () => {
    world = await openWalkWorld()
    const policy = { refuse: broken, screen: (tools: readonly unknown[]) => tools, rules: openRules }
    await world.close()
    world = await openWalkWorld({ walk: { policy } })
    expect((await world.ask(call('read'))).status).toBe(500)
    expect(world.heard).toEqual([])
  })

  it.each([
    ['a token of nobody', { authorization: 'Bearer nonsense' }, 401],
    ['a body that is no JSON', {}, 400],
    ['headers that say another tool', { 'mcp-method': 'tools/call', 'mcp-name': 'other' }, 400],
  ])('INV7: no byte reaches it with %s', async (what, headers, status) => {
    world = await openWalkWorld()
    const response = await world.ask(what === 'a body that is no JSON' ? '{' : call('read'), { headers })
    expect([response.status, world.heard]).toEqual([status, []])
  })

  it('and its place is free again, whatever the upstream throws', async () => {
    world = await openWalkWorld({ limits: { concurrent: 1, concurrentPerPerson: 1 }, serve: async () => broken() })
    for (let round = 0; round < 3; round += 1) expect((await world.ask(call('read'))).status).toBe(500)
    expect(world.heard.length).toBe(3)
  })
})

/** Of the policy, only its refusal is out of order. */
const openRules = {
  dependOnBody: true,
  needed: () => [],
  isKnownByName: () => true,
  isGranted: () => true,
  isListed: () => true,
  isOpen: () => false,
}

describe('one event tells of each call', () => {
  const outcomes = (): readonly unknown[] =>
    world?.told.map(({ outcome, status, reason, call: { name } }) => [name, outcome, status, reason]) ?? []

  it('that was answered, with the trace that the upstream sees, too', async () => {
    world = await openWalkWorld()
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
    await world.ask(call('read'), { headers: { traceparent } })
    expect(outcomes()).toEqual([['read', 'result', 200, undefined]])
    expect(world.told[0]?.traceparent).toMatch(
      /^00-0af7651916cd43dd8448eb211c80319c-(?!b7ad6b7169203331)[0-9a-f]{16}-01$/,
    )
    expect(world.heard[0]?.traceparent).toBe(world.told[0]?.traceparent)
  })

  it('that the guard refused for its scope, that the policy keeps from everybody, that came too often', async () => {
    world = await openWalkWorld({ limits: { perPerson: 1 } })
    await world.ask(call('read'), { who: { subject: 'bob', scopes: ['notes:read'] } })
    await world.ask(call('hidden'))
    await world.ask(call('read'))
    await world.ask(call('read'))
    expect(outcomes()).toEqual([
      ['read', 'refused', 403, 'insufficient_scope'],
      ['hidden', 'refused', 403, 'refused_by_policy'],
      ['read', 'result', 200, undefined],
      ['read', 'refused', 429, 'too_many_requests'],
    ])
    expect(world.heard.length).toBe(1)
  })

  it('S17: that came too often: the client is told when to come back, in JSON-RPC, and others are let in', async () => {
    world = await openWalkWorld({ limits: { perPerson: 1 } })
    await world.ask(call('read'))
    const response = await world.ask(call('read', 'x'))
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, '60'])
    expect(await response.json()).toMatchObject({ id: 'x', error: { data: { reason: 'too_many_requests' } } })
    expect((await world.ask(call('read'), { who: { subject: 'bob' } })).status).toBe(200)
  })

  it('INV8: under a name that is cut, however long and odd a caller makes it', async () => {
    const rows: Recorded[] = []
    const lines = capturedLog()
    const telling = createTelling({ log: lines.log, meter: undefined, record: async (some) => void rows.push(...some) })
    world = await openWalkWorld({ walk: { tell: telling.tell } })
    await world.ask(call(`${'x'.repeat(1_000_000)}\n`), { who: { scopes: ['notes:read'] } })
    await world.ask(call('a\nb\u202e'))
    await world.ask({ jsonrpc: '2.0', id: 1, method: 'y'.repeat(1_000_000) })
    await telling.close()
    expect(rows.map(({ tool }) => tool)).toEqual([`${'x'.repeat(128)}…`, 'a\\u{a}b\\u{202e}'])
    expect(JSON.stringify(lines.lines).length).toBeLessThan(5000)
  })

  it('that the upstream lost, with the cause', async () => {
    const cause = new Error('connection reset')
    const lost = async () => {
      throw new GatewayFault('upstream_died', 'the server went away', { cause })
    }
    world = await openWalkWorld({ serve: lost })
    const response = await world.ask(call('read', 'x'))
    expect(await response.json()).toMatchObject({
      id: 'x',
      error: { data: { reason: 'upstream_died', traceId: 'trc_1' } },
    })
    expect(outcomes()).toEqual([['read', 'fault', 502, 'upstream_died']])
    expect(world.told[0]?.cause).toBe(cause)
  })

  it('but of nobody who only came without a token; who came with a bad one stands in the log', async () => {
    world = await openWalkWorld()
    await fetch(world.url, { method: 'POST', body: '{}' })
    expect(world.lines).toEqual([])
    await world.ask(call('read'), { headers: { authorization: 'Bearer nonsense' } })
    expect(world.told).toEqual([])
    expect(world.lines).toMatchObject([{ event: 'gateway.refused', facts: { status: 401, code: 'invalid_token' } }])
    expect(JSON.stringify(world.lines)).not.toContain('nonsense')
  })
})
