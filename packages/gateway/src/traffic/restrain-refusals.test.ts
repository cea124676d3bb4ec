/** Refusals at the speed of requests: what is written of them. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Recorded } from '../gateway-needs.ts'
import type { CallEvent } from './call-event.ts'
import { restrainRefusals } from './restrain-refusals.ts'
import { createTelling } from './telling.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const refusalOf = (person: string, tool = 'wipe', more: Partial<CallEvent> = {}): CallEvent => ({
  server: 'notes',
  caller: {
    principal: `https://auth.example|${person}`,
    issuer: 'https://auth.example',
    subject: person,
    clientId: 'cli_1',
    grantId: 'grt_1',
    scopes: [],
    roles: [],
    authentication: 'jwt',
    claims: {},
  },
  call: { method: 'tools/call', name: tool, arguments: { path: '/secret' } },
  duration: 1,
  outcome: 'refused',
  status: 403,
  reason: 'insufficient_scope',
  visit: { traceId: 'trc_1', source: '192.0.2.1' },
  traceparent: '',
  ...more,
})

const open = (people = 10) => {
  const told: CallEvent[] = []
  const restrained = restrainRefusals((event) => void told.push(event), { every: 60_000, told: 3, people })
  const names = (): readonly unknown[] => told.map(({ call: { name }, missed }) => [name, missed])
  return { ...restrained, told, names }
}

describe('refusals of one person', () => {
  it('INV8: are told one by one until there are many, then once a minute by the last and their number', () => {
    const { tell, names } = open()
    for (let at = 1; at <= 100; at += 1) tell(refusalOf('mallory', `t${at}`))
    const first = ['t1', 't2', 't3'].map((name) => [name, undefined])
    expect(names()).toEqual(first)
    vi.advanceTimersByTime(60_000)
    expect(names()).toEqual([...first, ['t100', 96]])
    tell(refusalOf('mallory', 'later'))
    vi.advanceTimersByTime(60_000)
    expect(names()).toEqual([...first, ['t100', 96], ['later', undefined]])
  })

  it('hide nothing of anybody else, of another server, of what was answered, and of what is no call of a tool', () => {
    const { tell, told } = open()
    for (let at = 0; at < 10; at += 1) tell(refusalOf('mallory'))
    const others = [
      refusalOf('alice'),
      refusalOf('mallory', 'wipe', { server: 'mail' }),
      refusalOf('mallory', 'wipe', { outcome: 'result' }),
      refusalOf('mallory', 'wipe', { call: { method: 'tools/list' } }),
    ]
    for (const other of others) tell(other)
    expect(told.slice(3)).toEqual(others)
  })

  it('INV8: are remembered without what they said, and of so many people only', () => {
    const { tell, told, settle } = open(2)
    for (let at = 0; at < 4; at += 1) tell(refusalOf('mallory', 'x'.repeat(1_000_000)))
    tell(refusalOf('alice'))
    expect(told).toHaveLength(4)
    tell(refusalOf('bob'))
    expect(told.map(({ caller }) => caller.subject)).toEqual([
      'mallory',
      'mallory',
      'mallory',
      'alice',
      'mallory',
      'bob',
    ])
    expect(JSON.stringify(told[4]).length).toBeLessThan(1000)
    expect(told[4]?.call.arguments).toBeUndefined()
    settle()
    expect(told).toHaveLength(6)
  })
})

it('INV8: a flood of refusals grows neither the journal nor the log; all of them are counted', async () => {
  const rows: Recorded[] = []
  const lines: unknown[] = []
  const counted: string[] = []
  const write = (event: string, facts?: object): void => void lines.push({ event, facts })
  const telling = createTelling({
    log: { info: write, warn: write, error: write },
    record: async (some) => void rows.push(...some),
    meter: { called: (_, outcome) => void counted.push(outcome), watchUpstreams: () => undefined },
  })
  for (let at = 0; at < 5000; at += 1) telling.tell(refusalOf('mallory'))
  await telling.close()
  expect([rows.length, lines.length, counted.length]).toEqual([61, 61, 5000])
  expect(rows.at(-1)).toMatchObject({ tool: 'wipe', outcome: 'refused', missed: 4939 })
  expect(lines.at(-1)).toMatchObject({ event: 'gateway.call', facts: { outcome: 'refused', missed: 4939 } })
})
