/** A request of node:http as the guard sees it. Types only: nothing of Node is loaded here. */
import type { IncomingMessage } from 'node:http'
import { BodyTaken, type Incoming } from './incoming.ts'

/** node:http's request, and what Express adds to it. */
export type NodeRequest = IncomingMessage & {
  /** The URL before a mount path was cut off, and what was cut off. */
  readonly originalUrl?: string
  readonly baseUrl?: string
  readonly route?: unknown
  /** The body as parsed before us, or by us. */
  readonly body?: unknown
}

export const fromNode = (request: NodeRequest): Incoming => {
  let reading: Promise<string | undefined> | undefined
  return {
    method: request.method ?? 'GET',
    target: request.originalUrl ?? request.url ?? '/',
    header: (name) => (name === 'authorization' ? everyAuthorization(request) : fieldOf(request, name)),
    parsed: isPlaceholder(request) ? undefined : request.body,
    async readText(limit) {
      if (!reading && request.readableDidRead) throw new BodyTaken()
      reading ??= readChunks(request, limit)
      return await reading
    },
  }
}

/** What Express 4's parsers leave on a request whose body they did not want: whoever asks for that body later must not see another than we. */
const isPlaceholder = ({ body, readableDidRead }: NodeRequest): boolean =>
  !readableDidRead && typeof body === 'object' && body !== null && Object.keys(body).length === 0

const fieldOf = (request: NodeRequest, name: string): string | null => {
  const value = request.headers[name]
  if (typeof value !== 'string') return value?.join(', ') ?? null
  // Joined, two fields could look like one whose value has a comma; a line break stands in no field.
  return name.startsWith('mcp-') && value.includes(', ') && fieldsOf(request, name) > 1 ? `${value}\n` : value
}

const fieldsOf = ({ rawHeaders }: NodeRequest, wanted: string): number => {
  let fields = 0
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? ''
    if (name.length === wanted.length && name.toLowerCase() === wanted) fields += 1
  }
  return fields
}

/** Node keeps the first of two Authorization fields and hides the other: somebody behind us might believe that one. */
const everyAuthorization = (request: NodeRequest): string | null => {
  const first = request.headers.authorization
  if (first === undefined) return null
  return fieldsOf(request, 'authorization') === 1 ? first : `${first}, and another`
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** As in read-text.ts, for a stream of Node's: left whole, so that the answer can still be written. By events: an iterator costs more than all the rest. */
const readChunks = (request: NodeRequest, limit: number): Promise<string | undefined> =>
  new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = []
    let length = 0
    const take = (chunk: Uint8Array): void => {
      length += chunk.byteLength
      if (length <= limit) return void chunks.push(chunk)
      request.off('data', take).pause()
      resolve(undefined)
    }
    const breakOff = (cause?: unknown): void => {
      if (!request.readableEnded) reject(new Error('the body breaks off', { cause }))
    }
    // Somebody before us found nothing in it.
    if (request.readableEnded) return resolve('')
    if (request.destroyed) return breakOff()
    request.once('error', breakOff).once('close', breakOff)
    request.once('end', () => {
      try {
        resolve(utf8.decode(joined(chunks, length)))
      } catch (error) {
        reject(error)
      }
    })
    request.on('data', take).resume()
  })

const joined = (chunks: readonly Uint8Array[], length: number): Uint8Array => {
  const [only] = chunks
  if (only && chunks.length === 1) return only
  const whole = new Uint8Array(length)
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.byteLength
  }
  return whole
}
