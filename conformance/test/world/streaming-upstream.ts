/** An MCP server over HTTP that does nothing but hold event streams open (GET), and speak on all of them at once. */
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface StreamingUpstream {
  readonly url: string
  streams(): number
  speak(words: string): void
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
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`,
    streams: () => open.size,
    speak(words) {
      const message = { jsonrpc: '2.0', method: 'notifications/message', params: { level: 'info', data: words } }
      for (const response of open) response.write(`data: ${JSON.stringify(message)}\n\n`)
    },
    kill() {
      for (const response of open) response.socket?.resetAndDestroy()
      server.closeAllConnections()
      server.close()
    },
  }
}
