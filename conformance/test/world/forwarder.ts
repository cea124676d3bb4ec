/** A way to a server on this computer that adds one header and changes nothing else: both sides are measured through it. */
import { once } from 'node:events'
import { createServer, request as begin } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pipeline } from 'node:stream/promises'

export interface Forwarder {
  readonly port: number
  close(): void
}

export const startForwarder = async (target: number, authorization: () => string): Promise<Forwarder> => {
  const server = createServer(async (request, response) => {
    const headers = [...request.rawHeaders, 'Authorization', authorization()]
    const onward = begin({ host: 'localhost', port: target, method: request.method, path: request.url, headers })
    onward.on('error', () => response.destroy())
    response.on('close', () => onward.destroy())
    onward.on('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.rawHeaders)
      response.flushHeaders()
      void pipeline(answer, response).catch(() => undefined)
    })
    await pipeline(request, onward).catch(() => onward.destroy())
  }).listen(0, 'localhost')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}
