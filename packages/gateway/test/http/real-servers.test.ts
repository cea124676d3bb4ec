/** Third-party servers behind the gateway, with the clients of both SDKs, on both wires. */
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Client as ClientV2, StreamableHTTPClientTransport as TransportV2 } from '@modelcontextprotocol/client'
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport as TransportV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { createMcpHandler, McpServer } from '@modelcontextprotocol/server'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { overHttp } from '../definitions.ts'
import { type GatewayWorld, openGatewayWorld } from '../gateway-world.ts'
import { type Program, startEverything } from './everything-over-http.ts'

const talkV1 = async (url: URL, headers: Record<string, string>) => {
  const client = new ClientV1({ name: 'v1', version: '1' })
  await client.connect(new TransportV1(url, { requestInit: { headers } }))
  return client
}

const talkV2 =
  (mode: 'auto' | undefined) =>
  async (url: URL, headers: Record<string, string>): Promise<ClientV2> => {
    const options = mode ? { versionNegotiation: { mode } } : {}
    const client = new ClientV2({ name: 'v2', version: '1' }, options)
    await client.connect(new TransportV2(url, { requestInit: { headers } }))
    return client
  }

const clients = { 'SDK v1': talkV1, 'SDK v2': talkV2(undefined), 'SDK v2, newest wire first': talkV2('auto') }

let everything: Program
beforeAll(async () => void (everything = await startEverything()))
afterAll(() => everything.stop())

let world: GatewayWorld | undefined
afterEach(async () => {
  await world?.close()
  world = undefined
})

const headersFor = async (open: GatewayWorld, name: string) => ({
  authorization: `Bearer ${await open.token({ name })}`,
})

describe('server-everything over HTTP', () => {
  it.each(Object.entries(clients))('serves %s: tools, progress, prompts, resources', async (_, talk) => {
    world = await openGatewayWorld(() => [overHttp('everything', everything.url)])
    expect(world.gateway.servers()[0]?.tools().length).toBeGreaterThan(5)
    const client = await talk(new URL(`${world.origin}/mcp/everything`), await headersFor(world, 'everything'))
    const { tools } = await client.listTools()
    expect(tools.map(({ name }) => name)).toContain('echo')
    const echoed = await client.callTool({ name: 'echo', arguments: { message: 'hello' } })
    expect(JSON.stringify(echoed)).toContain('hello')
    const progress: unknown[] = []
    await client.callTool(
      { name: 'trigger-long-running-operation', arguments: { duration: 0.2, steps: 2 } },
      // @ts-expect-error: the two SDKs put the options of a call in different places
      client instanceof ClientV1 ? undefined : { onprogress: (one: unknown) => progress.push(one) },
      { onprogress: (one: unknown) => progress.push(one) },
    )
    expect(progress.length).toBeGreaterThan(0)
    expect((await client.listPrompts()).prompts.length).toBeGreaterThan(0)
    expect((await client.listResources()).resources.length).toBeGreaterThan(0)
    await client.close()
  })
})

/** A server of SDK v2, which speaks web requests, on node:http. */
const createNotes = (): Server => {
  const handler = createMcpHandler(() => {
    const server = new McpServer({ name: 'notes', version: '1' })
    server.registerTool('look', { description: 'Looks' }, () => ({ content: [{ type: 'text', text: 'found' }] }))
    return server
  })
  const serve = async ({ method = '', url = '', headers }: IncomingMessage, text: string): Promise<Response> =>
    await handler.fetch(
      new Request(`http://localhost${url}`, {
        method,
        headers: Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]),
        body: method === 'POST' ? text : null,
      }),
    )
  return createServer((incoming, outgoing) => {
    let text = ''
    incoming.setEncoding('utf8').on('data', (piece: string) => (text += piece))
    incoming.on('end', async () => {
      const { status, headers, body } = await serve(incoming, text)
      outgoing.writeHead(status, Object.fromEntries(headers))
      for await (const piece of body ?? []) outgoing.write(piece)
      outgoing.end()
    })
  })
}

describe('a server of SDK v2', () => {
  it.each(Object.entries(clients))('serves %s', async (_, talk) => {
    const server = createNotes()
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
    try {
      const { port } = server.address() as AddressInfo
      world = await openGatewayWorld(() => [overHttp('notes', `http://127.0.0.1:${port}/mcp`)])
      expect(world.gateway.servers()[0]?.tools()).toMatchObject([{ name: 'look' }])
      const client = await talk(new URL(`${world.origin}/mcp/notes`), await headersFor(world, 'notes'))
      expect((await client.listTools()).tools).toMatchObject([{ name: 'look' }])
      expect(await client.callTool({ name: 'look', arguments: {} })).toMatchObject({ content: [{ text: 'found' }] })
      await client.close()
    } finally {
      server.closeAllConnections()
      server.close()
    }
  })
})
