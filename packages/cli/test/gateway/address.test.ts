/** Where a client is: the upstream that knows who calls hears it, from a proxy that is believed; nobody reads it afterwards. */
import { Readable } from 'node:stream'
import { afterEach, describe, expect, it } from 'vitest'
import { run } from '../../src/run.ts'
import { openHouseWithGateway, type HouseWithGateway } from './open-house.ts'

let world: HouseWithGateway | undefined
afterEach(async () => {
  await world?.close()
  world = undefined
})

const open = async (trustedProxies: string) => {
  const seen: unknown[] = []
  const house = await openHouseWithGateway(
    ({ headers }, outgoing, body) => {
      seen.push(headers['x-forwarded-for'])
      const { id } = JSON.parse(body) as { readonly id: number }
      outgoing.writeHead(200, { 'content-type': 'application/json' })
      outgoing.end(JSON.stringify({ jsonrpc: '2.0', id, result: { content: [] } }))
    },
    { GATEHOUSE_TRUSTED_PROXIES: trustedProxies },
  )
  world = house
  const call = async (): Promise<number> => {
    const headers = {
      authorization: `Bearer ${await house.token()}`,
      'content-type': 'application/json',
      'x-forwarded-for': '203.0.113.9, 2001:db8:1:2:0:0:0:9, 127.0.0.3',
    }
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'read' } })
    const response = await fetch(house.url, { method: 'POST', headers, body })
    await response.text()
    return response.status
  }
  return { house, seen, call }
}

const journalOf = async ({ dataDir }: HouseWithGateway): Promise<string> => {
  let said = ''
  await run(['audit', 'tail', '--event', 'tool.*', '--format', 'jsonl', '--data-dir', dataDir], {
    environment: {},
    workingDirectory: dataDir,
    input: Readable.from([]),
    say: (text) => void (said += text),
    complain: (text) => void (said += text),
    hasColours: false,
    isWatched: false,
  })
  return said
}

describe('the address of a client', () => {
  it('S3: is one, the first that no trusted proxy stands at; the log and the journal know its network', async () => {
    const { house, seen, call } = await open('127.0.0.0/8,::1')
    expect(await call()).toBe(200)
    expect(seen).toEqual(['2001:db8:1:2::9'])
    await expect.poll(() => journalOf(house), { timeout: 5000 }).toContain('2001:db8:1:2::/64')
    expect(house.lines()).toContain('2001:db8:1:2::/64')
    for (const kept of [house.lines(), await journalOf(house)]) expect(kept).not.toMatch(/2::9|0:0:9|203\.0\.113/)
  })

  it('S3: is that of the peer where no proxy is trusted', async () => {
    const { seen, call } = await open('')
    expect(await call()).toBe(200)
    expect(seen).toEqual([expect.stringMatching(/^(127\.0\.0\.1|::1)$/)])
  })
})
