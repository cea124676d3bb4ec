/** What the gateway asks by itself: a server that demands to know who calls is told that it is the gateway, and nobody else. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import type { ServerDefinition } from '../src/definition.ts'
import { overHttp, overStdio } from './definitions.ts'
import { type GatewayWorld, openGatewayWorld } from './gateway-world.ts'
import { program } from './stdio/stdio-world.ts'

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

const open = async (definition: ServerDefinition): Promise<GatewayWorld> => {
  const world = await openGatewayWorld(() => [definition])
  closing.push(world.close)
  return world
}

const claimsIn = (token: unknown): Readonly<Record<string, unknown>> =>
  JSON.parse(Buffer.from(String(token).split('.')[1] ?? '', 'base64url').toString())

/** Answers nobody who does not say who calls; a handshake first, as older servers want it. */
const openStrict = async () => {
  const heard: { readonly method: unknown; readonly identity: unknown }[] = []
  const server = createServer((incoming, outgoing) => {
    let text = ''
    incoming.on('data', (piece) => (text += String(piece)))
    incoming.on('end', () => {
      const { id, method } = JSON.parse(text === '' ? '{}' : text) as { readonly id?: number; readonly method?: string }
      const identity = incoming.headers['gatehouse-identity']
      heard.push({ method: method ?? incoming.method, identity })
      const isModern = incoming.headers['mcp-protocol-version'] === '2026-07-28'
      if (identity === undefined || isModern) return outgoing.writeHead(identity === undefined ? 401 : 400).end()
      const result =
        method === 'initialize'
          ? { protocolVersion: '2025-11-25', capabilities: { tools: {} }, serverInfo: { name: 'strict', version: '1' } }
          : { tools: [{ name: 'look', inputSchema: { type: 'object' } }] }
      outgoing.writeHead(200, { 'content-type': 'application/json', 'mcp-session-id': 's1' })
      return outgoing.end(JSON.stringify({ jsonrpc: '2.0', id, result }))
    })
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  closing.push(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  return { heard, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp` }
}

describe('a server that is told who calls', () => {
  it('over HTTP hears of the gateway itself on each of its questions, and says its tools', async () => {
    const { url, heard } = await openStrict()
    const { gateway, origin } = await open(overHttp('notes', url, { identity: { audience: url } }))
    expect(gateway.servers()[0]?.tools()).toMatchObject([{ name: 'look' }])
    expect(heard.map(({ method }) => method)).toEqual(
      expect.arrayContaining(['initialize', 'notifications/initialized', 'tools/list', 'DELETE']),
    )
    for (const { identity } of heard) {
      expect(claimsIn(identity)).toMatchObject({ sub: `${origin}/mcp`, aud: url, is_gateway: true })
    }
  })

  it('over HTTP hears nothing where it shall not know', async () => {
    const { url, heard } = await openStrict()
    const { gateway } = await open(overHttp('notes', url))
    expect(gateway.servers()[0]?.isLearned()).toBe(false)
    expect(heard.every(({ identity }) => identity === undefined)).toBe(true)
  })

  it.each(['modern-server.ts', 'odd-server.ts'])('over stdio as well (%s)', async (file) => {
    const [node, path = ''] = program(file)
    const identity = { audience: 'tools' }
    const { meta, claims } = {
      meta: 'm.params?._meta?.["gatehouse/identity"]',
      claims: 'Buffer.from(t.split(".")[1], "base64url")',
    }
    const hear = `for (const line of String(text).trim().split('\\n')) {
      const m = JSON.parse(line), t = ${meta}
      console.error(m.method + ' ' + (t ? ${claims} : 'nothing'))
    }`
    const eavesdrop = `process.stdin.on('data', (text) => { ${hear} }); await import(${JSON.stringify(path)})`
    const command = [node, '--input-type=module', '--eval', eavesdrop] as const
    const world = await open(overStdio('tools', command, { identity }))
    const told = () =>
      world.lines.flatMap(({ event, facts }) => (event === 'gateway.stderr' ? [JSON.stringify(facts)] : [])).join('\n')
    await expect.poll(told, { timeout: 10_000 }).toMatch(/tools\/list \{/)
    expect(told()).toContain('is_gateway')
    expect(told()).toContain(`${world.origin}/mcp`)
    expect(world.gateway.servers()[0]?.isLearned()).toBe(true)
  })
})
