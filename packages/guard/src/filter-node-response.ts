/** The same for an answer of node:http: what the server behind writes is filtered on its way out, a JSON answer as a whole, a stream event by event. */
import type { ServerResponse } from 'node:http'
import { headersOfBytes, isPacked, refusePacked, shapeOf } from './filter-response.ts'
import { type Head, takeHead } from './take-head.ts'
import { createEventFilter } from './tool-list-events.ts'
import { type IsListed, filterMessage } from './tool-lists.ts'

/** How bytes get out, once the head of the answer says what they are. */
interface Door {
  /** Nothing leaves before the end, the head neither. */
  readonly isHeld: boolean
  take(bytes: Uint8Array): string
  finish(): string
}

/** From now on, for this one answer. */
export const filterNodeResponse = (method: string, response: ServerResponse, isListed: IsListed): void => {
  const own = {
    writeHead: response.writeHead.bind(response),
    flushHeaders: response.flushHeaders.bind(response),
    write: response.write.bind(response),
    end: response.end.bind(response),
  }
  let door: Door | undefined
  let isOpen = false

  /** `undefined`: whatever it is, no list can be in it. */
  const open = (): Door | undefined => {
    if (isOpen) return door
    isOpen = true
    door = doorFor(method, response, isListed)
    if (!door) Object.assign(response, own)
    else if (!door.isHeld) Object.assign(response, { writeHead: own.writeHead, flushHeaders: own.flushHeaders })
    return door
  }
  const write = (...[chunk, ...rest]: readonly unknown[]): boolean => {
    const known = open()
    if (!known) return Reflect.apply(own.write, response, [chunk, ...rest]) as boolean
    const text = known.take(bytesOf(chunk, rest[0]))
    const done = callbackIn(rest)
    if (text !== '') return own.write(text, done)
    if (done) queueMicrotask(done)
    return true
  }
  const end = (...given: readonly unknown[]): ServerResponse => {
    const known = open()
    if (!known) return Reflect.apply(own.end, response, given) as ServerResponse
    const [chunk, encoding] = given
    const taken = chunk == null || typeof chunk === 'function' ? '' : known.take(bytesOf(chunk, encoding))
    const text = taken + known.finish()
    Object.assign(response, own)
    if (known.isHeld && text !== '') response.setHeader('content-length', Buffer.byteLength(text))
    return own.end(text, callbackIn(given))
  }
  Object.assign(response, {
    write,
    end,
    writeHead(status: number, ...rest: readonly (string | Head | undefined)[]): ServerResponse {
      takeHead(response, status, rest)
      return open()?.isHeld ? response : own.writeHead(response.statusCode)
    },
    flushHeaders(): void {
      if (!open()?.isHeld) own.flushHeaders()
    },
  })
}

const doorFor = (method: string, response: ServerResponse, isListed: IsListed): Door | undefined => {
  const shape = shapeOf(method, fieldOf(response, 'content-type'))
  if (!shape || response.headersSent) return undefined
  const isRefused = isPacked(fieldOf(response, 'content-encoding'))
  for (const name of [...headersOfBytes, 'transfer-encoding']) response.removeHeader(name)
  if (isRefused) return refusal(response)
  const decoder = new TextDecoder()
  const decode = (bytes?: Uint8Array): string => (bytes ? decoder.decode(bytes, { stream: true }) : decoder.decode())
  if (shape === 'events') {
    const events = createEventFilter(isListed)
    return {
      isHeld: false,
      take: (bytes) => events.push(decode(bytes)),
      finish: () => events.push(decode()) + events.end(),
    }
  }
  let held = ''
  const hold = (text: string): string => {
    held += text
    return ''
  }
  return {
    isHeld: true,
    take: (bytes) => hold(decode(bytes)),
    finish() {
      hold(decode())
      return filterMessage(held, isListed) ?? held
    },
  }
}

const refusal = (response: ServerResponse): Door => {
  const { status, headers, body } = refusePacked
  response.removeHeader('content-encoding')
  response.statusCode = status
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
  return { isHeld: true, take: () => '', finish: () => body ?? '' }
}

const fieldOf = (response: ServerResponse, name: string): string | null => response.getHeader(name)?.toString() ?? null

const bytesOf = (chunk: unknown, encoding: unknown): Uint8Array => {
  if (chunk instanceof Uint8Array) return chunk
  return Buffer.from(String(chunk), typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8')
}

const callbackIn = (rest: readonly unknown[]): (() => void) | undefined =>
  rest.find((one): one is () => void => typeof one === 'function')
