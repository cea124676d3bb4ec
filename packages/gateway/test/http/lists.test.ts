/** Lists of tools pass as their reader may see them, wherever they come by; and word that they changed is heard. */
import { afterEach, describe, expect, it } from 'vitest'
import { overHttp } from '../definitions.ts'
import { callOf, type HttpWorld, openHttpWorld } from './http-world.ts'
import { idOf, json, type Reply, tools } from './spy-upstream.ts'

let world: HttpWorld | undefined
afterEach(async () => {
  await world?.close()
  world = undefined
})

const list = { jsonrpc: '2.0', id: 7, method: 'tools/list' }
const reader = { scopes: ['notes:read'] }
const granted = { policy: { ...overHttp('notes', 'http://localhost').policy, listing: 'granted' } } as const

const listAs =
  (wrap: (text: string) => string, type: string): Reply =>
  (seen, outgoing) => {
    const text = JSON.stringify({ jsonrpc: '2.0', id: idOf(seen), result: { tools, cacheScope: 'public', ttlMs: 5 } })
    outgoing.writeHead(200, { 'content-type': type }).end(wrap(text))
  }

const plain = (text: string): string => text
const escaped = (text: string): string =>
  text.replaceAll('"tools"', '"t\\u006fols"').replaceAll('"result"', '"\\u0072esult"')
const inEvent = (text: string): string => `event: message\ndata: ${text}\n\n`
const inLines = (text: string): string => `data: ${text.slice(0, 17)}\r\ndata: ${text.slice(17)}\r\n\r\n`

const shapes = {
  'in JSON': listAs(plain, 'application/json'),
  'in JSON with escaped names': listAs(escaped, 'application/json'),
  'in an event': listAs(inEvent, 'text/event-stream'),
  'in an event with escaped names': listAs((text) => inEvent(escaped(text)), 'text/event-stream'),
  'in an event of several lines': listAs(inLines, 'text/event-stream'),
}

const toolsIn = (text: string) => {
  const data = [...text.matchAll(/^data: (.*)$/gm)].map(([, line = '']) => line).join('')
  const body = JSON.parse(data === '' ? text : data) as {
    result: { tools: readonly { name: string }[]; cacheScope: string }
  }
  return { names: body.result.tools.map(({ name }) => name), scope: body.result.cacheScope }
}

describe('a list of tools', () => {
  it.each(Object.entries(shapes))('shows each caller what they may call, %s', async (_, reply) => {
    world = await openHttpWorld(reply, {}, granted)
    const forReader = toolsIn(await (await world.ask({ body: list, who: reader })).text())
    expect(forReader).toEqual({ names: ['look'], scope: 'private' })
    expect(toolsIn(await (await world.ask({ body: list })).text()).names).toEqual(['look', 'wipe'])
  })

  it('is filtered on a stream that was opened by GET, too', async () => {
    world = await openHttpWorld(shapes['in an event'], {}, granted)
    expect(toolsIn(await (await world.ask({ method: 'GET', who: reader })).text()).names).toEqual(['look'])
  })

  it('is filtered in each answer of a batch', async () => {
    world = await openHttpWorld(
      (_, outgoing) =>
        json(outgoing, [
          { jsonrpc: '2.0', id: 1, result: {} },
          { jsonrpc: '2.0', id: 2, result: { tools } },
        ]),
      {},
      granted,
    )
    const body = [
      { jsonrpc: '2.0', id: 1, method: 'ping' },
      { jsonrpc: '2.0', id: 2, method: 'tools/list' },
    ]
    const response = await world.ask({ body, who: reader, headers: { 'mcp-protocol-version': '2025-03-26' } })
    expect(await response.json()).toMatchObject([
      { id: 1, result: {} },
      { id: 2, result: { tools: [{ name: 'look' }] } },
    ])
  })

  it('that is too long for a quick look is read all the same', async () => {
    const many = Array.from({ length: 4000 }, (_, index) => ({
      ...tools[1],
      name: `wipe-${index}`,
      description: 'x'.repeat(400),
    }))
    world = await openHttpWorld(
      (seen, outgoing) => json(outgoing, { jsonrpc: '2.0', id: idOf(seen), result: { tools: [tools[0], ...many] } }),
      {},
      granted,
    )
    expect(toolsIn(await (await world.ask({ body: list, who: reader })).text()).names).toEqual(['look'])
  })
})

describe('bytes that hold no list', () => {
  it.each([
    ['application/json', '\uFEFF{"jsonrpc":"2.0","id":7,"result":{}}'],
    [
      'application/json',
      '{ "id":7,\n "jsonrpc" : "2.0", "result":{"content":[{"text":"caf\\u00e9 \u00e9"}], "n":1.0} }',
    ],
    [
      'text/event-stream',
      'id:\nevent:message\r\ndata:{"jsonrpc":"2.0","id":7,"result":{"n":1.0}}\r\n\r\n: ping\n\nretry: 5\n\n',
    ],
  ])('pass as they are (%s)', async (type, text) => {
    world = await openHttpWorld((_, outgoing) => void outgoing.writeHead(200, { 'content-type': type }).end(text))
    expect(Buffer.from(await (await world.ask()).arrayBuffer()).toString()).toBe(text)
  })
})

describe('word that the tools changed', () => {
  const news = '{"jsonrpc":"2.0","method":"notifications/tools/list_changed"}'

  it('on a stream has them asked for again', async () => {
    world = await openHttpWorld((seen, outgoing) => {
      const answer = JSON.stringify({ jsonrpc: '2.0', id: idOf(seen), result: {} })
      outgoing.writeHead(200, { 'content-type': 'text/event-stream' }).end(`data: ${news}\n\ndata: ${answer}\n\n`)
    })
    const [server] = world.gateway.servers()
    const known = server?.tools()
    expect(known).toHaveLength(2)
    expect(await (await world.ask({ body: callOf('look') })).text()).toContain('list_changed')
    await expect.poll(() => server?.tools() !== known, { timeout: 5000 }).toBe(true)
  })
})
