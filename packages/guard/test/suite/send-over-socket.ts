/** A client that sends what it is told, byte for byte: fields twice, odd targets, bodies that never end. */
import { once } from 'node:events'
import { Agent, type ClientRequest, type IncomingMessage, request as begin } from 'node:http'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { type Sent, endpoint } from './adapter.ts'

export interface SocketClient {
  readonly send: (sent: Sent) => Promise<Response>
  readonly close: () => void
}

export const createSocketClient = (port: number): SocketClient => {
  const kept = new Agent({ keepAlive: true, maxSockets: 32 })
  const open = new Set<ClientRequest>()

  const send = async ({ method = 'POST', target = endpoint, headers = {}, body }: Sent): Promise<Response> => {
    // What may stay open has a connection of its own.
    const isWhole = isPlain(body) && !('content-length' in headers) && method !== 'GET'
    const fields = ['Host', 'notes.example', ...flatten(headers), ...framing(body, headers)]
    const request = begin({
      host: '127.0.0.1',
      port,
      method,
      path: target,
      headers: fields,
      setDefaultHeaders: false,
      agent: isWhole ? kept : false,
    })
    open.add(request)
    request.once('close', () => open.delete(request))
    const answered = once(request, 'response')
    // Whoever is answered early is cut off early.
    request.on('error', () => undefined)
    if (isPlain(body)) request.end(body)
    else void pour(body, request)
    const [incoming] = (await answered) as [IncomingMessage]
    const response = await toResponse(incoming, method)
    if (!isPlain(body)) request.destroy()
    return response
  }

  return {
    send,
    close() {
      for (const request of open) request.destroy()
      kept.destroy()
    },
  }
}

type Body = Sent['body']

const isPlain = (body: Body): body is string | Uint8Array | undefined =>
  body === undefined || typeof body === 'string' || body instanceof Uint8Array

const flatten = (headers: NonNullable<Sent['headers']>): string[] =>
  Object.entries(headers).flatMap(([name, value]) => [value].flat().flatMap((one) => [name, one]))

const framing = (body: Body, headers: NonNullable<Sent['headers']>): string[] => {
  if (body === undefined || 'content-length' in headers || 'transfer-encoding' in headers) return []
  return isPlain(body) ? ['Content-Length', `${Buffer.byteLength(body)}`] : ['Transfer-Encoding', 'chunked']
}

const pour = async (body: AsyncIterable<Uint8Array>, request: ClientRequest): Promise<void> => {
  request.flushHeaders()
  for await (const part of body) {
    if (request.destroyed) return
    if (!request.write(part)) await Promise.race([once(request, 'drain'), once(request, 'close')])
  }
  request.end()
}

/** Whole, except a stream of events, which may never end. */
const toResponse = async (incoming: IncomingMessage, method: string): Promise<Response> => {
  const headers = new Headers()
  for (let index = 0; index < incoming.rawHeaders.length; index += 2) {
    headers.append(incoming.rawHeaders[index] ?? '', incoming.rawHeaders[index + 1] ?? '')
  }
  const status = incoming.statusCode ?? 0
  const isStream = headers.get('content-type')?.startsWith('text/event-stream') ?? false
  const hasBody = method !== 'HEAD' && status !== 204 && status !== 304
  if (isStream && hasBody) return new Response(Readable.toWeb(incoming) as ReadableStream, { status, headers })
  const bytes = await buffer(incoming)
  return new Response(hasBody ? new Uint8Array(bytes) : null, { status, headers })
}
