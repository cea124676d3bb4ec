/** A whole server with the gateway in it, as `gatehouse protect` puts them together, before an upstream that remembers every byte. */
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createGateway, type Gateway } from '@gatehouse/gateway'
import { loadConfig } from '@gatehouse/server/config/load'
import { openHouse, type OpenHouse } from '@gatehouse/server/open-house'
import { capturedLog } from '@gatehouse/testkit'
import { openAuthority, type Authority, type Who } from '../../../gateway/test/authority.ts'
import { overHttp } from '../../../gateway/test/definitions.ts'

export interface HouseWithGateway {
  readonly house: OpenHouse
  readonly gateway: Gateway
  readonly port: number
  readonly url: string
  readonly dataDir: string
  /** Bodies that the upstream heard, but our own questions for its tools. */
  readonly heard: readonly string[]
  readonly lines: () => string
  readonly token: (who?: Partial<Who>) => Promise<string>
  readonly close: () => Promise<void>
}

type Answer = (incoming: IncomingMessage, outgoing: ServerResponse, body: string) => void

const result: Answer = (_, outgoing, body) => {
  const { id = null } = JSON.parse(body) as { readonly id?: number }
  outgoing.writeHead(200, { 'content-type': 'application/json' })
  outgoing.end(JSON.stringify({ jsonrpc: '2.0', id, result: { content: [{ type: 'text', text: 'done' }] } }))
}

const tools = [{ name: 'read', inputSchema: { type: 'object' }, annotations: { readOnlyHint: true } }]

const openUpstream = async (answer: Answer) => {
  const heard: string[] = []
  const server = createServer((incoming, outgoing) => {
    let body = ''
    incoming.setEncoding('utf8').on('data', (text: string) => (body += text))
    incoming.on('end', () => {
      const asked = body === '' ? undefined : (JSON.parse(body) as { readonly id?: unknown; readonly method?: string })
      if (asked?.method !== 'tools/call' && incoming.method === 'POST') return answerOurOwn(outgoing, asked)
      heard.push(body)
      return answer(incoming, outgoing, body)
    })
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { heard, url: `http://127.0.0.1:${port}/mcp`, server }
}

/** A stateless server of 2025-11-25. */
const answerOurOwn = (
  outgoing: ServerResponse,
  asked: { readonly id?: unknown; readonly method?: string } | undefined,
) => {
  const results: Readonly<Record<string, unknown>> = {
    initialize: { protocolVersion: '2025-11-25', capabilities: { tools: {} }, serverInfo: { name: 'x', version: '1' } },
    'tools/list': { tools },
  }
  const known = results[asked?.method ?? '']
  if (asked?.id === undefined) return outgoing.writeHead(202).end()
  const rest = known ? { result: known } : { error: { code: -32_601, message: 'no such method' } }
  outgoing.writeHead(200, { 'content-type': 'application/json' })
  return outgoing.end(JSON.stringify({ jsonrpc: '2.0', id: asked.id, ...rest }))
}

export const openHouseWithGateway = async (
  answer: Answer = result,
  environment: Readonly<Record<string, string>> = {},
): Promise<HouseWithGateway> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'gatehouse-gateway-'))
  const upstream = await openUpstream(answer)
  const log = capturedLog()
  let gateway: Gateway | undefined
  let authority: Authority | undefined
  const said = { GATEHOUSE_DATA_DIR: dataDir, PORT: '0', ...environment }
  const house = await openHouse(loadConfig({ environment: said, workingDirectory: dataDir }), {
    log,
    async annex(context) {
      const { issuer, deriveSecret } = context
      authority = await openAuthority(issuer)
      gateway = await createGateway({
        ...context,
        publicOrigin: new URL(issuer).origin,
        guard: authority.guard,
        handleSecret: await deriveSecret('handles'),
        identitySecret: await deriveSecret('identity'),
        nowMs: Date.now,
        environment: {},
      })
      await gateway.apply([overHttp('notes', upstream.url, { identity: { audience: 'notes' } })])
      return gateway
    },
  })
  const { publicUrl, port } = house.config
  if (!gateway || !authority) throw new Error('the house opened no annex')
  const { token } = authority
  return {
    house,
    gateway,
    port,
    url: `${publicUrl}/mcp/notes`,
    dataDir,
    heard: upstream.heard,
    lines: () => JSON.stringify(log),
    token: (who) => token({ name: 'notes', ...who }, `${publicUrl}/mcp/notes`),
    async close() {
      await house.close(500)
      upstream.server.closeAllConnections()
      await new Promise((resolve) => upstream.server.close(resolve))
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
