/** A web server of somebody else: speaks TLS under an authority of its own, serves documents, and remembers who came. For clients that are known by a document. */
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { IncomingMessage, RequestListener } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createAuthority, type Authority, type Identity } from './certificates.ts'

export interface DocumentHostOptions {
  /** The names in its certificate; the first one is its own. */
  readonly names?: readonly string[]
  readonly authority?: Authority
  /** Instead of an honest certificate of that authority. */
  readonly identity?: Identity
}

export interface DocumentHost {
  /** `localhost:41234`: as `clientDocuments.privateHosts` wants it. */
  readonly host: string
  readonly port: number
  /** `https://localhost:41234`. */
  readonly origin: string
  /** The authority's certificate as a PEM file: as `clientDocuments.privateCa` wants it. */
  readonly authorityFile: string
  readonly authority: Authority
  /** Whoever came, oldest first. */
  readonly visits: readonly DocumentVisit[]
  /** TCP connections so far, also those that never became a request. */
  connections(): number
  /** Serves a client's document from now on; returns its URL, which is the document's `client_id` unless the document says otherwise. */
  serveClient(path: string, metadata?: Readonly<Record<string, unknown>>): string
  /** Serves a JSON value with these header fields; returns its URL. */
  serve(path: string, document: unknown, headers?: Readonly<Record<string, string>>): string
  /** Anything else that can happen to a request; returns its URL. */
  answer(path: string, listener: RequestListener): string
  close(): Promise<void>
}

export interface DocumentVisit {
  readonly method: string
  readonly path: string
  readonly headers: IncomingMessage['headers']
  /** The TLS server name that the visitor asked for. */
  readonly servername: string | undefined
}

/** Listens on 127.0.0.1 at a free port. */
export const documentHost = async (options: DocumentHostOptions = {}): Promise<DocumentHost> => {
  const { names = ['localhost'], authority = createAuthority() } = options
  const answers = new Map<string, RequestListener>()
  const visits: DocumentVisit[] = []
  const sockets = new Set<Socket>()
  let connections = 0
  const server = createServer(options.identity ?? authority.issue({ names }), (request, response) => {
    const { method = '', url = '', headers, socket } = request
    visits.push({ method, path: url, headers, servername: servernameOf(socket) })
    const answer = answers.get(url)
    if (answer) return answer(request, response)
    response.writeHead(404, { 'Content-Type': 'application/json' }).end('{}')
  })
  server.on('connection', (socket: Socket) => {
    connections += 1
    sockets.add(socket.on('close', () => sockets.delete(socket)).on('error', () => undefined))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const host = `${names[0] ?? 'localhost'}:${port}`
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-document-host-'))
  const authorityFile = join(folder, 'authority.pem')
  writeFileSync(authorityFile, authority.certificate)
  const answer: DocumentHost['answer'] = (path, listener) => {
    answers.set(path, listener)
    return `https://${host}${path}`
  }
  const serve: DocumentHost['serve'] = (path, document, headers = {}) =>
    answer(path, (_, response) => {
      response.writeHead(200, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(document))
    })
  return {
    host,
    port,
    origin: `https://${host}`,
    authority,
    authorityFile,
    visits,
    connections: () => connections,
    answer,
    serve,
    serveClient: (path, metadata = {}) => serve(path, { client_id: `https://${host}${path}`, ...metadata }),
    async close() {
      server.close()
      sockets.forEach((socket) => socket.destroy())
      await once(server, 'close')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const servernameOf = (socket: Socket): string | undefined =>
  'servername' in socket && typeof socket.servername === 'string' ? socket.servername : undefined
