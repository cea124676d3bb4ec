/** An MCP server that tells what reached it: raw headers, bodies, who went away; its answers are the test's own. It has two tools and no sessions. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Seen {
  readonly method: string
  readonly url: string
  /** As they came, names and values in turn. */
  readonly raw: readonly string[]
  readonly headers: IncomingMessage['headers']
  readonly text: string
}

export type Reply = (seen: Seen, outgoing: ServerResponse) => void

export interface SpyUpstream {
  readonly url: string
  /** What came besides the gateway's own questions for tools. */
  readonly seen: readonly Seen[]
  readonly server: Server
  reply: Reply
  /** What it says to the gateway. */
  tools: readonly object[]
  /** Where even the question for its tools is sent. */
  redirectTo: string | undefined
  readonly close: () => Promise<void>
}

export const tools = [
  { name: 'look', inputSchema: { type: 'object' }, annotations: { readOnlyHint: true } },
  { name: 'wipe', inputSchema: { type: 'object' }, annotations: { destructiveHint: true } },
]

const isOwnQuestion = ({ text }: Seen): boolean => text.includes('"name":"gatehouse"')

export const idOf = ({ text }: Seen): unknown => (text === '' ? null : (JSON.parse(text) as { id?: unknown }).id)

export const json = (outgoing: ServerResponse, body: unknown, status = 200): void => {
  outgoing.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

/** The result of every request, whatever it asks. */
export const answerAll: Reply = (seen, outgoing) =>
  json(outgoing, { jsonrpc: '2.0', id: idOf(seen), result: { content: [{ type: 'text', text: 'seen' }] } })

export const openSpyUpstream = async (reply: Reply = answerAll): Promise<SpyUpstream> => {
  const seen: Seen[] = []
  const server = createServer((incoming, outgoing) => {
    let text = ''
    incoming.setEncoding('utf8')
    incoming.on('data', (piece: string) => (text += piece))
    incoming.on('end', () => {
      const { method = '', url = '', headers, rawHeaders: raw } = incoming
      const one: Seen = { method, url, headers, raw, text }
      if (spy.redirectTo !== undefined) return outgoing.writeHead(307, { location: spy.redirectTo }).end()
      if (isOwnQuestion(one)) return json(outgoing, { jsonrpc: '2.0', id: idOf(one), result: { tools: spy.tools } })
      seen.push(one)
      spy.reply(one, outgoing)
    })
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const spy: SpyUpstream = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`,
    seen,
    server,
    reply,
    tools,
    redirectTo: undefined,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return spy
}
