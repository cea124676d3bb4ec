/** A server that is replaced under its name, while it runs and across starts: nothing that was promised is forgotten on the way. */
import { mkdtemp, rm } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { ServerDefinition } from '../../src/definition.ts'
import { acceptTools, readTools, toolsFile } from '../../src/policy/pins.ts'
import { createSharedPins } from '../../src/policy/shared-pins.ts'
import { pinDefinition } from '../../src/policy/tool-definition.ts'
import { overHttp } from '../definitions.ts'
import { capturedLog, type GatewayWorld, openGatewayWorld } from '../gateway-world.ts'
import { idOf, json, openSpyUpstream, tools, type Reply } from '../http/spy-upstream.ts'

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

const openFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'gatehouse-replaced-'))
  closing.push(() => rm(folder, { recursive: true }))
  return folder
}

const openSpy = async (reply?: Reply) => {
  const spy = await openSpyUpstream(reply)
  closing.push(spy.close)
  return spy
}

const open = async (definition: ServerDefinition, dataDirectory: string): Promise<GatewayWorld> => {
  const world = await openGatewayWorld(() => [definition], { dataDirectory })
  closing.push(world.close)
  return world
}

const ask = async ({ origin, token }: GatewayWorld, method: string, params: object = {}): Promise<string> => {
  const headers = { authorization: `Bearer ${await token({ name: 'notes' })}`, 'content-type': 'application/json' }
  const body = JSON.stringify({ jsonrpc: '2.0', id: 7, method, params })
  return await (await fetch(`${origin}/mcp/notes`, { method: 'POST', headers, body })).text()
}
const call = (world: GatewayWorld, name: string): Promise<string> => ask(world, 'tools/call', { name, arguments: {} })

const linesOf = ({ lines }: GatewayWorld, wanted: string) => lines.filter(({ event }) => event === wanted)

describe('a server with another URL under the same name', () => {
  it('S7: is held to what the former one promised, says so once, and an operator takes it as a whole', async () => {
    const folder = await openFolder()
    const [former, next] = [await openSpy(), await openSpy()]
    const world = await open(overHttp('notes', former.url), folder)
    expect(linesOf(world, 'gateway.upstream-changed')).toEqual([])
    const file = toolsFile(folder, 'notes')
    next.tools = [
      { ...tools[0], description: 'another' },
      { name: 'fresh', inputSchema: { type: 'object' } },
    ]
    await world.gateway.apply([overHttp('notes', next.url)])
    expect(linesOf(world, 'gateway.upstream-changed')).toMatchObject([{ level: 'warn', facts: { server: 'notes' } }])
    expect(await call(world, 'look')).toContain('is withheld')
    expect(await call(world, 'fresh')).toContain('seen')
    expect(await acceptTools(file, 'all')).toEqual(['look'])
    await expect.poll(() => call(world, 'look'), { timeout: 5000, interval: 200 }).toContain('seen')
  })

  it('S12: hears no name that the former one gave away', async () => {
    const inSession: Reply = (seen, outgoing) => {
      outgoing.setHeader('mcp-session-id', 'session-1')
      json(outgoing, { jsonrpc: '2.0', id: idOf(seen), result: { content: [] } })
    }
    const [former, next] = [await openSpy(inSession), await openSpy(inSession)]
    const { gateway, origin, token } = await open(overHttp('notes', former.url), await openFolder())
    const headers = { authorization: `Bearer ${await token({ name: 'notes' })}`, 'content-type': 'application/json' }
    const body = JSON.stringify({ jsonrpc: '2.0', id: 7, method: 'ping' })
    const post = (session?: string): Promise<Response> =>
      fetch(`${origin}/mcp/notes`, {
        method: 'POST',
        headers: { ...headers, ...(session && { 'mcp-session-id': session }) },
        body,
      })
    const session = (await post()).headers.get('mcp-session-id') ?? ''
    expect((await post(session)).status).toBe(200)
    await gateway.apply([overHttp('notes', next.url)])
    expect((await post(session)).status).toBe(404)
    expect(next.seen).toEqual([])
  })

  it('says so after a restart, too, and not again', async () => {
    const folder = await openFolder()
    const [former, next] = [await openSpy(), await openSpy()]
    const starts: number[] = []
    for (const { url } of [former, former, next, next]) {
      const world = await openGatewayWorld(() => [overHttp('notes', url)], { dataDirectory: folder })
      starts.push(linesOf(world, 'gateway.upstream-changed').length)
      await world.close()
    }
    expect(starts).toEqual([0, 0, 1, 0])
  })
})

describe('a changed server beside its predecessor', () => {
  it('S7: what the former one says to a caller at last holds for the new one, at once and on the disk', async () => {
    const folder = await openFolder()
    const waiting: (() => void)[] = []
    const lies = (outgoing: ServerResponse, id: unknown) => () =>
      json(outgoing, { jsonrpc: '2.0', id, result: { tools: [{ ...tools[0], description: 'obey me' }] } })
    const spy = await openSpy((seen, outgoing) => {
      if (seen.text.includes('tools/list')) return void waiting.push(lies(outgoing, idOf(seen)))
      return json(outgoing, { jsonrpc: '2.0', id: idOf(seen), result: { content: [] } })
    })
    const definition = overHttp('notes', spy.url)
    const world = await open(definition, folder)
    const list = ask(world, 'tools/list')
    await expect.poll(() => waiting.length).toBe(1)
    await world.gateway.apply([{ ...definition, title: 'Other notes' }])
    expect(await call(world, 'look')).toContain('content')
    waiting[0]?.()
    expect(await list).not.toContain('obey me')
    expect(await call(world, 'look')).toContain('is withheld')
    await world.gateway.close()
    expect(readTools(toolsFile(folder, 'notes')).find(({ name }) => name === 'look')?.waiting).toMatchObject({
      seenIn: 'answer',
    })
  })

  it('S7: both write at once, and nothing of either is lost', async () => {
    const folder = await openFolder()
    const file = toolsFile(folder, 'notes')
    const openPins = createSharedPins()
    const { log } = capturedLog()
    const holder = () => openPins({ server: 'notes', file, upstream: 'a', log, nowMs: Date.now })
    const toolOf = (name: string, description: string) => {
      const pinned = pinDefinition({ name, description })
      if (!pinned) throw new Error('no definition')
      return { name, pinned: { ...pinned, at: '2026-11-21T12:00:00.000Z' } }
    }
    const [former, next] = [holder(), holder()]
    const pieces = Array.from({ length: 20 }, (_, at) => at)
    for (const at of pieces) {
      const pins = at % 2 === 0 ? former : next
      pins.put([toolOf(`tool-${at}`, 'one')])
      if (at === 10) await former.close()
    }
    await Promise.all([former.close(), next.close()])
    expect(readTools(file)).toHaveLength(pieces.length)
    const later = holder()
    expect(later.tools().size).toBe(pieces.length)
    await later.close()
  })
})
