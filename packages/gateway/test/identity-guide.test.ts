/** The program of the guide to Gatehouse-Identity, as it stands there but for its ports: it knows who calls through the gateway, and nobody else. */
import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { overHttp } from './definitions.ts'
import { type GatewayWorld, openGatewayWorld } from './gateway-world.ts'

const guide = readFileSync(fileURLToPath(new URL('../../../docs/guide/gateway/identity.md', import.meta.url)), 'utf8')
const [, program = ''] = /^```js\n([\s\S]*?)^```$/m.exec(guide) ?? []

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

let world: GatewayWorld
let upstream = ''
let child: ChildProcess
beforeAll(async () => {
  const port = await freePort()
  upstream = `http://localhost:${port}/mcp`
  world = await openGatewayWorld(() => [overHttp('notes', upstream, { identity: { audience: upstream } })])
  const own = program.replaceAll('http://localhost:4646', world.origin).replaceAll('3000', `${port}`)
  child = spawn(process.execPath, ['--input-type=module', '--eval', own], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    stdio: 'inherit',
  })
  const isUp = () =>
    fetch(upstream).then(
      () => true,
      () => false,
    )
  while (!(await isUp())) await new Promise((resolve) => setTimeout(resolve, 20))
})
afterAll(async () => {
  child.kill('SIGKILL')
  await world.close()
})

const call = async (headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
  await fetch(`${world.origin}/mcp/notes`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await world.token({ name: 'notes', subject: 'usr_alice', client: 'cli_1' })}`,
      'content-type': 'application/json',
      ...headers,
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' }),
  })

describe('the program of the guide', () => {
  it('knows who calls through the gateway', async () => {
    expect(await (await call()).json()).toMatchObject({ result: { sub: 'usr_alice', client_id: 'cli_1' } })
  })

  it('is told by the gateway alone: what a client says of itself is taken out', async () => {
    const forged = await call({ 'gatehouse-identity': 'x.y.z', gatehouse_identity: 'x.y.z' })
    expect(await forged.json()).toMatchObject({ result: { sub: 'usr_alice' } })
  })

  it('lets in nobody who comes past the gateway, not even with a good access token', async () => {
    expect((await fetch(upstream, { method: 'POST' })).status).toBe(401)
    const token = await world.token({ name: 'notes' })
    expect((await fetch(upstream, { method: 'POST', headers: { 'gatehouse-identity': token } })).status).toBe(401)
  })
})
