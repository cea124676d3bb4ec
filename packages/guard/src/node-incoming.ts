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

const fieldOf = ({ headers }: NodeRequest, name: string): string | null => {
  const value = headers[name]
  return typeof value === 'string' ? value : (value?.join(', ') ?? null)
}

/** Node keeps the first of two Authorization fields and hides the other: somebody behind us might believe that one. */
const everyAuthorization = ({ headers, rawHeaders }: NodeRequest): string | null => {
  const first = headers.authorization
  if (first === undefined) return null
  let fields = 0
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? ''
    if (name.length === 13 && name.toLowerCase() === 'authorization') fields += 1
  }
  return fields === 1 ? first : `${first}, and another`
}

/** As in read-text.ts, for a stream of Node's: left whole, so that the answer can still be written. */
const readChunks = async (request: NodeRequest, limit: number): Promise<string | undefined> => {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const chunks: AsyncIterable<Uint8Array> = request.iterator({ destroyOnReturn: false })
  let text = ''
  let length = 0
  for await (const chunk of chunks) {
    length += chunk.byteLength
    if (length > limit) return undefined
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}
