/** A web answer as the caller may see it: its lists of tools are filtered, in JSON and in streams. Everything else passes as it is. */
import { type Answer, toResponse } from './answer.ts'
import { createEventFilter } from './tool-list-events.ts'
import { type IsListed, filterMessage } from './tool-lists.ts'

export type Shape = 'json' | 'events'

/** Where a list of tools could be. An answer to GET has one only in its stream: of the older transport, or of one that was resumed. */
export const shapeOf = (method: string, contentType: string | null): Shape | undefined => {
  if (/^text\/event-stream\b/i.test(contentType ?? '')) return 'events'
  if (method === 'GET') return undefined
  return /^application\/(?:[\w.-]+\+)?json\b/i.test(contentType ?? 'application/json') ? 'json' : undefined
}

export const isPacked = (contentEncoding: string | null): boolean => (contentEncoding ?? 'identity') !== 'identity'

/** Nobody sees a list that could not be read. */
export const refusePacked: Answer = {
  status: 500,
  headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
  body: JSON.stringify({
    jsonrpc: '2.0',
    id: null,
    error: {
      code: -32_603,
      message:
        'the list of tools cannot be filtered: the server behind the guard compresses it; compress in front of the guard',
    },
  }),
}

/** Headers that speak of the bytes as they were. */
export const headersOfBytes: readonly string[] = ['content-length', 'etag', 'content-digest', 'content-md5']

export const filterResponse = async (method: string, response: Response, isListed: IsListed): Promise<Response> => {
  const shape = shapeOf(method, response.headers.get('content-type'))
  if (!shape || !response.body) return response
  if (isPacked(response.headers.get('content-encoding'))) {
    await response.body.cancel()
    return toResponse(refusePacked)
  }
  const { status, statusText } = response
  const headers = new Headers(response.headers)
  for (const name of headersOfBytes) headers.delete(name)
  if (shape === 'events') return new Response(filterStream(response.body, isListed), { status, statusText, headers })
  const text = await response.text()
  return new Response(filterMessage(text, isListed) ?? text, { status, statusText, headers })
}

const filterStream = (body: ReadableStream<Uint8Array>, isListed: IsListed): ReadableStream<Uint8Array> => {
  const filter = createEventFilter(isListed)
  const decoder = new TextDecoder()
  const encoder = new TextEncoder()
  const hand = (text: string, controller: TransformStreamDefaultController<Uint8Array>): void => {
    if (text !== '') controller.enqueue(encoder.encode(text))
  }
  return body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform: (bytes, controller) => hand(filter.push(decoder.decode(bytes, { stream: true })), controller),
      flush: (controller) => hand(filter.push(decoder.decode()) + filter.end(), controller),
    }),
  )
}
