/** An MCP server without sessions whose tools are said: one list for the gateway's own question, another one, where that is wanted, for callers. Calls are counted. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Tool } from '../../src/upstream.ts'

export interface ToyUpstream {
  readonly url: string
  tools: readonly Tool[]
  shownToCallers: readonly Tool[] | undefined
  /** Bodies of everything that callers sent. */
  readonly heard: string[]
  listings: number
  readonly close: () => Promise<void>
}

export const openToyUpstream = async (tools: readonly Tool[]): Promise<ToyUpstream> => {
  const server = createServer((incoming, outgoing) => {
    let text = ''
    incoming.setEncoding('utf8').on('data', (piece: string) => (text += piece))
    incoming.on('end', () => {
      const message = JSON.parse(text === '' ? '{}' : text) as { readonly id?: unknown; readonly method?: string }
      const isOurs = text.includes('"name":"gatehouse"')
      if (isOurs) toy.listings += 1
      else toy.heard.push(text)
      const listed = isOurs ? toy.tools : (toy.shownToCallers ?? toy.tools)
      const result = message.method === 'tools/list' ? { tools: listed } : { content: [] }
      outgoing.writeHead(200, { 'content-type': 'application/json' })
      outgoing.end(JSON.stringify({ jsonrpc: '2.0', id: message.id ?? null, result }))
    })
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const toy: ToyUpstream = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`,
    tools,
    shownToCallers: undefined,
    heard: [],
    listings: 0,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return toy
}
