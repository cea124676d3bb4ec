/** Third-party servers show one and the same definition of each tool to us and to every client, on every wire: nobody honest is taken for a cheat. */
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { Client as ClientV2, StreamableHTTPClientTransport as TransportV2 } from '@modelcontextprotocol/client'
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport as TransportV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { overHttp, overStdio } from '../definitions.ts'
import { type GatewayWorld, openGatewayWorld } from '../gateway-world.ts'
import { type Program, startEverything } from '../http/everything-over-http.ts'

const { resolve } = createRequire(import.meta.url)
const everything = resolve('@modelcontextprotocol/server-everything/dist/index.js')
const filesystem = resolve('@modelcontextprotocol/server-filesystem/dist/index.js')

let web: Program
let world: GatewayWorld
beforeAll(async () => {
  web = await startEverything()
  world = await openGatewayWorld(() => [
    overHttp('web', web.url),
    overStdio('everything', [process.execPath, everything, 'stdio']),
    overStdio('files', [process.execPath, filesystem, tmpdir()]),
  ])
}, 30_000)
afterAll(async () => {
  await world.close()
  await web.stop()
})

const requestInit = async (name: string) => ({ headers: { authorization: `Bearer ${await world.token({ name })}` } })
const urlOf = (name: string): URL => new URL(`${world.origin}/mcp/${name}`)

const listBy = {
  async 'SDK v1'(name: string) {
    const client = new ClientV1(
      { name: 'v1', version: '1' },
      { capabilities: { sampling: {}, elicitation: {}, roots: {} } },
    )
    await client.connect(new TransportV1(urlOf(name), { requestInit: await requestInit(name) }))
    const { tools } = await client.listTools()
    await client.close()
    return tools.length
  },
  async 'SDK v2'(name: string) {
    const client = new ClientV2({ name: 'v2', version: '1' })
    await client.connect(new TransportV2(urlOf(name), { requestInit: await requestInit(name) }))
    const { tools } = await client.listTools()
    await client.close()
    return tools.length
  },
  async 'SDK v2, newest wire first'(name: string) {
    const client = new ClientV2({ name: 'v2', version: '1' }, { versionNegotiation: { mode: 'auto' } })
    await client.connect(new TransportV2(urlOf(name), { requestInit: await requestInit(name) }))
    const { tools } = await client.listTools()
    await client.close()
    return tools.length
  },
}

describe.each(['web', 'everything', 'files'])('%s', (name) => {
  it.each(Object.entries(listBy))('shows %s every tool, none of them changed or confusable', async (_, list) => {
    const known =
      world.gateway
        .servers()
        .find(({ definition }) => definition.name === name)
        ?.tools().length ?? 0
    expect(known).toBeGreaterThan(5)
    expect(await list(name)).toBeGreaterThanOrEqual(known)
    expect(world.lines.filter(({ event }) => /tool-(changed|confusable|unfit)/.test(event))).toEqual([])
  })
})
