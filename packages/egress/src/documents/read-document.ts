/** One request over one connection: takes what a stranger's server answers, hands over JSON text or says what was wrong with it. RFC 9110, RFC 8259 */
import type { TLSSocket } from 'node:tls'
import { Client, type Dispatcher } from 'undici'
import type { DocumentHeaders } from './fetched-document.ts'
import { NotFetched, systemCode } from './not-fetched.ts'
import type { Target } from './read-target.ts'

export interface ReadDocument {
  readonly text: string
  readonly headers: DocumentHeaders
}

export interface Caps {
  readonly maxBytes: number
  readonly signal: AbortSignal
}

type Answer = Dispatcher.ResponseData
type Headers = Answer['headers']

const maxHeaderBytes = 8 * 1024

const ownHeaders = {
  accept: 'application/json',
  'accept-encoding': 'identity',
  'user-agent': 'Gatehouse (OAuth client metadata)',
}

/** Ends the connection in any case. Throws NotFetched, or the signal's reason. */
export const readDocument = async (socket: TLSSocket, { url }: Target, caps: Caps): Promise<ReadDocument> => {
  const client = clientOn(socket, url, caps)
  try {
    const path = `${url.pathname}${url.search}`
    const answer = await client.request({ method: 'GET', path, headers: ownHeaders, reset: true, signal: caps.signal })
    const fault = faultIn(answer)
    if (fault) throw new NotFetched(...fault)
    return { text: await readText(answer, caps.maxBytes), headers: kept(answer.headers) }
  } catch (error) {
    caps.signal.throwIfAborted()
    if (error instanceof NotFetched) throw error
    throw new NotFetched('answer', systemCode(error), error)
  } finally {
    // Not awaited: it would wait for a socket that may be closed already.
    void client.destroy()
    socket.destroy()
  }
}

/** undici would connect again when the server hangs up early: this connection is all there is. */
const clientOn = (socket: TLSSocket, { origin }: URL, { maxBytes }: Caps): Client => {
  let isUsed = false
  endWhenFlooded(socket, 8 * maxBytes + 64 * 1024)
  return new Client(origin, {
    allowH2: false,
    maxHeaderSize: maxHeaderBytes,
    connect(_, callback) {
      const isFirst = !isUsed
      isUsed = true
      // Later, because undici is not ready for an answer while it asks.
      queueMicrotask(() =>
        isFirst ? callback(null, socket) : callback(new NotFetched('answer', 'the server hung up'), null),
      )
    },
  })
}

/** Interim answers, chunk extensions and trailers are neither header nor body, and count too. */
const endWhenFlooded = (socket: TLSSocket, maxBytes: number): void => {
  socket.on('readable', () => {
    if (socket.bytesRead > maxBytes) socket.destroy(new NotFetched('tooLarge', `more than ${maxBytes} bytes came`))
  })
}

const jsonType = /^application\/(?:json|[\w.!#$&^+-]+\+json)\s*(?:;|$)/i

const faultIn = ({ statusCode, headers }: Answer): ConstructorParameters<typeof NotFetched> | undefined => {
  const contentType = field(headers, 'content-type') ?? 'none'
  const encoding = field(headers, 'content-encoding') ?? 'identity'
  if (statusCode !== 200) return ['status', `status ${statusCode}`]
  if ('refresh' in headers) return ['answer', 'it has a Refresh header']
  if (encoding.toLowerCase() !== 'identity') return ['answer', `its content encoding is ${encoding}`]
  return jsonType.test(contentType) ? undefined : ['answer', `its content type is ${contentType}`]
}

const readText = async ({ body }: Answer, maxBytes: number): Promise<string> => {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let text = ''
  let length = 0
  for await (const chunk of body) {
    const bytes: Uint8Array = chunk
    length += bytes.byteLength
    if (length > maxBytes) throw new NotFetched('tooLarge', `the document has more than ${maxBytes} bytes`)
    text += decoder.decode(bytes, { stream: true })
  }
  return jsonText(text + decoder.decode())
}

const jsonText = (text: string): string => {
  try {
    JSON.parse(text)
    return text
  } catch {
    throw new NotFetched('answer', 'it is not JSON')
  }
}

const kept = (headers: Headers): DocumentHeaders => ({
  cacheControl: field(headers, 'cache-control'),
  expires: field(headers, 'expires'),
  date: field(headers, 'date'),
  age: field(headers, 'age'),
  vary: field(headers, 'vary'),
})

/** A field that comes several times is one list. RFC 9110 §5.3 */
const field = (headers: Headers, name: string): string | undefined => {
  const value = headers[name]
  return Array.isArray(value) ? value.join(', ') : value
}
