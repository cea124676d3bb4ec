/** A node:http server around one web handler: strict parsing, bounded headers, bounded patience. RFC 9112 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { Server as NetServer, type Socket } from 'node:net'
import { getRequestListener, RequestError } from '@hono/node-server'
import type { AppFetch } from '../app-needs.ts'
import type { NodeDoor } from '../start/annex.ts'
import { plainIn } from '../http/plain-response.ts'
import type { Tls } from './tls-files.ts'
import { targetProblem } from './refuse-target.ts'
import { usualTimeouts, type Timeouts } from './timeouts.ts'
import { watchUnused } from './unused-connections.ts'
import { writePlain } from './write-plain.ts'

export interface WebServer {
  readonly server: Server
  /** No new connections; answers in the making take their connection with them; a stream that does not end by itself now is cut. */
  close(): Promise<void>
}

/** Room for the app to see an oversized URL or header and to say 414 or 431 itself. */
const largestHead = 128 * 1024

export interface Front {
  /** Asked first; what it takes is its own to answer. */
  readonly door?: NodeDoor
  /** Absent: plain http. */
  readonly tls?: Tls | undefined
}

export const createWebServer = (
  fetch: AppFetch,
  timeouts: Timeouts = usualTimeouts,
  { door = () => false, tls }: Front = {},
): WebServer => {
  const make = tls?.createServer ?? createServer
  const server = make({
    maxHeaderSize: largestHead,
    insecureHTTPParser: false,
    requireHostHeader: true,
    headersTimeout: timeouts.headers,
    requestTimeout: timeouts.request,
    keepAliveTimeout: timeouts.idle,
    connectionsCheckingInterval: timeouts.check,
  })
  const atWork = new Map<ServerResponse, 'answer' | 'stream'>()
  const listener = listenerFor(async (request, peer, outgoing) => {
    const response = await fetch(request, peer)
    const plain = plainIn(response)
    if (plain) return writePlain(outgoing, plain)
    if (response.headers.get('Content-Type')?.startsWith('text/event-stream')) atWork.set(outgoing, 'stream')
    return response
  })
  server.on('request', (incoming, outgoing) => {
    atWork.set(outgoing, 'answer')
    outgoing.once('close', () => atWork.delete(outgoing))
    dropSlowReader(outgoing, timeouts.response)
    receive(incoming, outgoing, { listener, door })
  })
  server.on('clientError', (error, socket) => {
    if (isAnswering(socket, atWork.keys())) socket.destroy()
    else answerBrokenRequest(error, socket)
  })
  // Nobody is led anywhere else; left alone, node:http would hang up without a word.
  server.on('connect', (_, socket) => hangUp(socket, '405 Method Not Allowed'))
  // A quiet connection ends, but not while its answer is in the making: an event stream may be silent for long.
  server.setTimeout(timeouts.idle, (socket: Socket) => {
    const isWaiting = [...atWork.keys()].some((outgoing) => outgoing.socket === socket)
    if (!isWaiting) socket.destroy()
  })
  const cutUnused = watchUnused(server)
  return { server, close: () => close(server, atWork, cutUnused) }
}

type Listener = (incoming: IncomingMessage, outgoing: ServerResponse) => Promise<void>
interface Doors {
  readonly listener: Listener
  readonly door: NodeDoor
}
type Answer = (...call: [...Parameters<AppFetch>, ServerResponse]) => Promise<Response>

const listenerFor = (answer: Answer): Listener =>
  getRequestListener(
    (request, { incoming, outgoing }) =>
      answer(request, { address: incoming.socket.remoteAddress }, outgoing as ServerResponse),
    {
      // The MCP servers that share the process keep the Request and Response that they know.
      overrideGlobalObjects: false,
      errorHandler: (error) => broken(error instanceof RequestError ? 400 : 500),
      // For HTTP/1.0, which need not say.
      hostname: 'localhost',
    },
  )

const broken = (status: number): Response =>
  new Response(null, { status, headers: { 'Cache-Control': 'no-store', Connection: 'close' } })

const receive = (incoming: IncomingMessage, outgoing: ServerResponse, { listener, door }: Doors): void => {
  if (incoming.httpVersion === '1.0') outgoing.shouldKeepAlive = false
  const problem = targetProblem(incoming)
  if (problem !== undefined) refuse(outgoing, problem)
  else if (!door(incoming, outgoing)) void listener(incoming, outgoing)
}

const refuse = (outgoing: ServerResponse, problem: string): void => {
  const body = JSON.stringify({ error: 'invalid_request', error_description: problem })
  outgoing.writeHead(400, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store', Connection: 'close' })
  outgoing.end(body)
}

/** Counts from the moment everything is written; what the kernel took at once is nobody's burden. */
const dropSlowReader = (outgoing: ServerResponse, patience: number): void => {
  outgoing.once('prefinish', () => {
    if (!outgoing.socket || outgoing.writableFinished) return
    const { socket } = outgoing
    const timer = setTimeout(() => socket.destroy(), patience).unref()
    outgoing.once('close', () => clearTimeout(timer))
  })
}

/** The answer to an earlier request: what we say about a later one must not be taken for it. */
const isAnswering = (socket: Duplex, outgoings: Iterable<ServerResponse>): boolean =>
  [...outgoings].some(({ socket: own, req, headersSent }) => own === socket && (headersSent || req.complete))

const statusOf: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: '413 Content Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
}

const answerBrokenRequest = (error: NodeJS.ErrnoException, socket: Duplex): void => {
  if (!socket.writable || error.code === 'ECONNRESET') return void socket.destroy()
  hangUp(socket, statusOf[error.code ?? ''] ?? '400 Bad Request')
}

const hangUp = (socket: Duplex, status: string): void => {
  // Who sends more than we read is no fault of ours.
  socket.on('error', () => socket.destroy())
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\nCache-Control: no-store\r\n\r\n`, () =>
    socket.destroy(),
  )
}

const close = (
  server: Server,
  atWork: ReadonlyMap<ServerResponse, 'answer' | 'stream'>,
  cutUnused: () => void,
): Promise<void> => {
  // Not the close of node:http, which also cuts quiet connections: a request may be under way on one of them.
  const closed = new Promise<void>((resolve) => void NetServer.prototype.close.call(server, () => resolve()))
  server.prependListener('request', (_, outgoing: ServerResponse) => outgoing.setHeader('Connection', 'close'))
  const timer = setInterval(() => {
    server.closeIdleConnections()
    cutUnused()
  }, lastCall)
  server.once('close', () => clearInterval(timer))
  for (const [outgoing, kind] of atWork) {
    if (kind === 'stream') endSoon(outgoing)
    else if (!outgoing.headersSent) outgoing.setHeader('Connection', 'close')
  }
  return closed
}

/** Whoever has a connection open may be about to use it: one more answer, with word to go elsewhere, and only then is it cut. In milliseconds. */
const lastCall = 300

/** Ours know that the server leaves; those of the MCP servers that share the process may go on for ever. */
const endSoon = (outgoing: ServerResponse): void => {
  const { socket } = outgoing
  const timer = setTimeout(() => outgoing.destroy(), 500)
  outgoing.once('close', () => clearTimeout(timer))
  outgoing.once('finish', () => socket?.destroySoon())
}
