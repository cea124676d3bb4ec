/** Calls for the journal: in batches, never in the way of a call. */
import { describe, expect, it } from 'vitest'
import type { Recorded } from '../gateway-needs.ts'
import type { CallEvent } from './call-event.ts'
import { createCallJournal, type JournalPace } from './call-journal.ts'

const pace: JournalPace = { every: 5, retry: 10, last: 100, batch: 3, most: 6 }

const eventOf = (tool: string, method = 'tools/call'): CallEvent => ({
  server: 'notes',
  caller: {
    principal: 'https://auth.example|usr_1',
    issuer: 'https://auth.example',
    subject: 'usr_1',
    clientId: 'cli_1',
    grantId: 'grt_1',
    scopes: [],
    roles: [],
    authentication: 'jwt',
    claims: {},
  },
  call: { method, name: tool, arguments: { path: '/secret' } },
  duration: 12.6,
  outcome: 'result',
  status: 200,
  visit: { traceId: 'trc_1', source: '192.0.2.1' },
  traceparent: '',
})

const open = (record?: (rows: readonly Recorded[]) => Promise<void>) => {
  const batches: (readonly string[])[] = []
  const rows: Recorded[] = []
  const lines: string[] = []
  const write = (event: string, facts: { readonly count?: number } = {}): void =>
    void lines.push(`${event} ${facts.count ?? ''}`.trim())
  const journal = createCallJournal(
    {
      async record(batch) {
        await record?.(batch)
        batches.push(batch.map(({ tool }) => tool))
        rows.push(...batch)
      },
      log: { info: write, warn: write, error: write },
    },
    pace,
  )
  return { ...journal, batches, rows, lines }
}

const until = async (isSo: () => boolean): Promise<void> => {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 1))
}

describe('the journal of calls', () => {
  it('says who called what and how it ended, and nothing of what was said', async () => {
    const { tell, close, rows } = open()
    tell(eventOf('read'))
    tell(eventOf('ignored', 'resources/read'))
    await close()
    expect(rows).toEqual([
      {
        traceId: 'trc_1',
        source: '192.0.2.1',
        server: 'notes',
        tool: 'read',
        outcome: 'result',
        reason: undefined,
        milliseconds: 13,
        issuer: 'https://auth.example',
        subject: 'usr_1',
        clientId: 'cli_1',
        grantId: 'grt_1',
      },
    ])
  })

  it('writes what came together in one go, and a full batch at once', async () => {
    const { tell, close, batches } = open()
    for (const tool of ['a', 'b']) tell(eventOf(tool))
    expect(batches).toEqual([])
    await until(() => batches.length === 1)
    for (const tool of ['c', 'd', 'e', 'f']) tell(eventOf(tool))
    await until(() => batches.length >= 2)
    await close()
    expect([batches[0], batches.flat()]).toEqual([
      ['a', 'b'],
      ['a', 'b', 'c', 'd', 'e', 'f'],
    ])
  })

  it('keeps its rows while the store is broken, drops the oldest, and says how many', async () => {
    let isBroken = true
    const { tell, close, rows, lines } = open(async () => {
      if (isBroken) throw new Error('the disk is full')
    })
    for (let call = 0; call < 9; call += 1) tell(eventOf(`t${call}`))
    await until(() => lines.includes('gateway.journal-not-written'))
    await new Promise((resolve) => setTimeout(resolve, 40))
    isBroken = false
    await until(() => rows.length > 0)
    await close()
    expect(rows.map(({ tool }) => tool)).toEqual(['t3', 't4', 't5', 't6', 't7', 't8'])
    expect(lines).toEqual(['gateway.journal-not-written', 'gateway.journal-dropped 3'])
  })

  it('does not wait for a store that hangs, neither during calls nor at the end', async () => {
    const { tell, close, lines } = open(() => new Promise(() => undefined))
    for (let call = 0; call < 100; call += 1) tell(eventOf(`t${call}`))
    await close()
    expect(lines).toEqual(['gateway.journal-lost 6'])
  })
})
