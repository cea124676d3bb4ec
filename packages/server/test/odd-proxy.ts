/** A reverse proxy with a mind of its own: passes requests on to a server of this computer, and bends them on the way there or back as a test wishes. */
import { once } from 'node:events'
import {
  createServer,
  request,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type RequestListener,
  type ServerResponse,
} from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Identity } from '@gatehouse/testkit/certificates'

export interface Passing {
  readonly method: string
  readonly path: string
}

export interface Returning extends Passing {
  status: number
  headers: Record<string, string | string[]>
  body: string
}

export interface Bend {
  /** Answers by itself; true when it did. */
  readonly instead?: (incoming: IncomingMessage, outgoing: ServerResponse) => boolean
  /** Headers on their way to the server. */
  readonly there?: (headers: OutgoingHttpHeaders, passing: Passing) => void
  readonly back?: (answer: Returning) => void
}

export interface OddProxy {
  readonly port: number
  /** Set once the server is there. */
  target: number
  bend: Bend
  readonly close: () => Promise<void>
}

/** `identity`: speaks TLS. */
export const oddProxy = async (identity?: Identity): Promise<OddProxy> => {
  const listener: RequestListener = (incoming, outgoing) => {
    if (proxy.bend.instead?.(incoming, outgoing)) return
    void pass(proxy, incoming, outgoing)
  }
  const server = identity ? createTlsServer(identity, listener) : createServer(listener)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const proxy: OddProxy = {
    port: (server.address() as AddressInfo).port,
    target: 0,
    bend: {},
    async close() {
      server.close()
      server.closeAllConnections()
    },
  }
  return proxy
}

const pass = async ({ target, bend }: OddProxy, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
  const { method = 'GET', url = '/' } = incoming
  const passing = { method, path: url.split('?')[0] ?? url }
  const headers: OutgoingHttpHeaders = { ...incoming.headers }
  bend.there?.(headers, passing)
  const onward = request({ port: target, host: '127.0.0.1', method, path: url, headers })
  incoming.pipe(onward)
  try {
    const [answer] = (await once(onward, 'response')) as [IncomingMessage]
    const body = Buffer.concat(await answer.toArray()).toString('utf8')
    const returning: Returning = {
      ...passing,
      status: answer.statusCode ?? 502,
      headers: { ...answer.headers } as Returning['headers'],
      body,
    }
    bend.back?.(returning)
    const { 'content-length': _, 'transfer-encoding': __, ...rest } = returning.headers
    outgoing.writeHead(returning.status, rest).end(method === 'HEAD' ? undefined : returning.body)
  } catch {
    outgoing.writeHead(502).end()
  }
}
