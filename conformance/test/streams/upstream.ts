/** An MCP server over HTTP that does nothing but hold event streams open (GET) and speak on them. */
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface StreamingUpstream {
  readonly url: string
  streams(): number
  /** On every stream, or on one in `of`, another one each turn. */
  speak(words: string, turn?: number, of?: number): void
  /** As a crash would: every connection is reset. */
  kill(): void
}

export const startStreamingUpstream = async (): Promise<StreamingUpstream> => {
  const open = new Set<ServerResponse>()
  const server = createServer((request, response) => {
    request.resume()
    if (request.method !== 'GET') {
      const serverInfo = { name: 'streaming', version: '1.0.0' }
      const result = { protocolVersion: '2025-11-25', capabilities: { tools: {} }, serverInfo, tools: [] }
      response.writeHead(200, { 'content-type': 'application/json' })
      return void response.end(JSON.stringify({ jsonrpc: '2.0', id: 1, result }))
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders()
    open.add(response)
    return void response.once('close', () => open.delete(response))
  }).listen({ port: 0, host: '127.0.0.1', backlog: 4096 })
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`,
    streams: () => open.size,
    speak(words, turn = 0, of = 1) {
      const message = { jsonrpc: '2.0', method: 'notifications/message', params: { level: 'info', data: words } }
      const event = `data: ${JSON.stringify(message)}\n\n`
      let index = 0
      for (const response of open) if (index++ % of === turn % of) response.write(event)
    },
    kill() {
      for (const response of open) response.socket?.resetAndDestroy()
      server.closeAllConnections()
      server.close()
    },
  }
}
