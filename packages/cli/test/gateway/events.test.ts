/** Who did what, as the operator reads it afterwards: the journal by `gatehouse audit tail`, the numbers by Prometheus, the log. */
import { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { run } from '../../src/run.ts'
import { openHouseWithGateway, type HouseWithGateway } from './open-house.ts'

let world: HouseWithGateway
beforeAll(async () => {
  world = await openHouseWithGateway(undefined, { GATEHOUSE_METRICS_PORT: '0' })
})
afterAll(() => world.close())

const call = async (tool: string, scopes?: readonly string[]): Promise<Response> =>
  await fetch(world.url, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await world.token({ subject: 'usr_alice', client: 'cli_notes', ...(scopes && { scopes }) })}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/call',
      params: { name: tool, arguments: { path: 's3cret' } },
    }),
  })

const auditTail = async (): Promise<string> => {
  let said = ''
  const code = await run(['audit', 'tail', '--event', 'tool.*', '--format', 'jsonl', '--data-dir', world.dataDir], {
    environment: {},
    workingDirectory: world.dataDir,
    input: Readable.from([]),
    say: (text) => void (said += text),
    complain: (text) => void (said += text),
    hasColours: false,
    isWatched: false,
  })
  expect(code).toBe(0)
  return said
}

const rows = async (): Promise<readonly Record<string, unknown>[]> =>
  (await auditTail())
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>)

describe('the call of a tool', () => {
  it('stands in the audit journal a moment later: who, by which client, which tool, how it ended, and nothing of what was said', async () => {
    expect((await call('read')).status).toBe(200)
    expect((await call('write', ['notes:read'])).status).toBe(403)
    const deadline = Date.now() + 5000
    while ((await rows()).length < 2 && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 20))
    expect(await rows()).toEqual([
      expect.objectContaining({
        event: 'tool.called',
        userId: 'usr_alice',
        clientId: 'cli_notes',
        source: '127.0.0.1',
        traceId: expect.stringMatching(/^trc_/) as string,
        detail: { server: 'notes', tool: 'read', outcome: 'result', ms: expect.stringMatching(/^\d+$/) as string },
      }),
      expect.objectContaining({
        event: 'tool.refused',
        userId: 'usr_alice',
        detail: expect.objectContaining({ tool: 'write', reason: 'insufficient_scope' }) as object,
      }),
    ])
    expect(await auditTail()).not.toContain('s3cret')
  })

  it('is counted by server and outcome, beside whether its upstream answers', async () => {
    const numbers = await (await fetch(`http://localhost:${world.house.metricsPort}/metrics`)).text()
    expect(numbers).toContain('gatehouse_gateway_calls_total{server="notes",outcome="result"} 1')
    expect(numbers).toContain('gatehouse_gateway_calls_total{server="notes",outcome="refused"} 1')
    expect(numbers).toContain('gatehouse_gateway_call_duration_seconds_count{server="notes"} 2')
    expect(numbers).toContain('gatehouse_upstream_up{server="notes"} 1')
    expect(numbers).toContain('gatehouse_http_requests_total{route="/mcp/notes",method="POST",status="200"} 1')
  })

  it('stands in the log with the same trace id, and every fact that it says may be said', async () => {
    const lines = world.lines()
    const [row] = await rows()
    expect(lines).toContain(`"traceId":"${String(row?.['traceId'])}"`)
    expect(lines).not.toMatch(/s3cret|Bearer/)
  })

  it.each([
    ['refused', ['tool.refused']],
    ['none', []],
  ])('is journalled as far as the operator wants it: %s', async (calls, events) => {
    await world.close()
    world = await openHouseWithGateway(undefined, { GATEHOUSE_AUDIT_CALLS: calls })
    await call('read')
    await call('write', ['notes:read'])
    await new Promise((resolve) => setTimeout(resolve, 400))
    expect((await rows()).map(({ event }) => event)).toEqual(events)
  })

  it('INV8: that is refused again and again stands in the journal with how often, and not each time', async () => {
    await world.close()
    world = await openHouseWithGateway()
    for (let at = 0; at < 70; at += 1) expect((await call('write', ['notes:read'])).status).toBe(403)
    await world.gateway.close()
    const missed = (await rows()).map(({ detail }) => (detail as { readonly missed?: string }).missed)
    expect(missed.filter((count) => count !== undefined)).toEqual(['9'])
  })
})
