/** A client's own loopback callback: hands over the query of each answer that arrives. */
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Callback {
  readonly url: string
  /** The parameters of the next answer. */
  next(): Promise<URLSearchParams>
  /** How many answers have arrived. */
  count(): number
  close(): Promise<void>
}

type Reply = (response: ServerResponse) => void

const thanks: Reply = (response) => response.end('You can close this page.')

export const listenForCallback = async (reply: Reply = thanks): Promise<Callback> => {
  const arrived: URLSearchParams[] = []
  const waiting: ((query: URLSearchParams) => void)[] = []
  let count = 0
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost')
    if (url.pathname !== '/callback') return response.writeHead(404).end()
    count += 1
    const waiter = waiting.shift()
    if (waiter) waiter(url.searchParams)
    else arrived.push(url.searchParams)
    return reply(response)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/callback`,
    count: () => count,
    next() {
      const query = arrived.shift()
      return query ? Promise.resolve(query) : new Promise((resolve) => waiting.push(resolve))
    },
    async close() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}
