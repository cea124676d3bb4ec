/** A request of node:http as the guard sees it. Types only: nothing of Node is loaded here. */
import type { IncomingMessage } from 'node:http'
import { BodyTaken, type Incoming } from './incoming.ts'

/** What frameworks add to node:http's request, and what we add. */
export type NodeRequest = IncomingMessage & {
  /** Express: the URL before a mount path was cut off. */
  originalUrl?: string
  /** The body as parsed before us, or by us. */
  body?: unknown
}

export const fromNode = (request: NodeRequest): Incoming => ({
  method: request.method ?? 'GET',
  target: request.originalUrl ?? request.url ?? '/',
  header: (name) => (name === 'authorization' ? everyAuthorization(request) : fieldOf(request, name)),
  parsed: request.body,
  async readText(limit) {
    if (request.readableDidRead || request.readableEnded) throw new BodyTaken()
    return await readChunks(request, limit)
  },
})

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
