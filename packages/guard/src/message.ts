/** What a request asks of the MCP server: its body read once, capped, and in agreement with its headers. MCP 2026-07-28, "Server Validation" */
import { parseJson } from '@gatehouse/protocol/json'
import { findDisagreement, modern, versionHeader } from './header-agreement.ts'
import { BodyTaken, type Incoming } from './incoming.ts'

/** One JSON-RPC request or notification. */
export interface Call {
  readonly method: string
  /** Of the tool, prompt or resource that is meant. */
  readonly name?: string
  /** Of a tool: what it is called with. */
  readonly arguments?: unknown
}

export interface Message {
  /** The body as parsed; handed on, so that nobody has to parse (and perhaps understand) it a second time. */
  readonly body: unknown
  readonly calls: readonly Call[]
  /** Of a single request: for an answer in JSON-RPC. */
  readonly id?: string | number
  /** What the client calls itself in this message. */
  readonly clientName?: string
}

/** A message that nobody may act on; its answer is a JSON-RPC error. */
export class MessageRefused extends Error {
  override readonly name = 'MessageRefused'
  readonly status: number
  readonly body: unknown

  constructor({ status, code }: MessageFault, message: string, id: unknown = null) {
    super(message)
    this.status = status
    const echoed = typeof id === 'string' || typeof id === 'number' ? id : null
    this.body = { jsonrpc: '2.0', id: echoed, error: { code, message } }
  }
}

interface MessageFault {
  readonly status: number
  readonly code: number
}

const notJson: MessageFault = { status: 400, code: -32_700 }
const noMessage: MessageFault = { status: 400, code: -32_600 }
const wrongParams: MessageFault = { status: 400, code: -32_602 }
const headerMismatch: MessageFault = { status: 400, code: -32_020 }
const tooLarge: MessageFault = { status: 413, code: -32_600 }
const packed: MessageFault = { status: 415, code: -32_600 }

const mostBytes = 4_194_304
const deepest = 64
const mostInBatch = 50

export const readMessage = async (incoming: Incoming): Promise<Message> => {
  const { parsed } = incoming
  const text = parsed === undefined ? await readBody(incoming) : textOf(parsed)
  if (text === undefined) return messageOf(parsed, incoming)
  return text === '' ? { body: undefined, calls: [] } : messageOf(parse(text), incoming)
}

const messageOf = (body: unknown, incoming: Incoming): Message => {
  if (!Array.isArray(body)) return { body, calls: callsOf(body, incoming), ...partyOf(body) }
  if (!knowsBatches(incoming)) throw new MessageRefused(noMessage, 'batches are not part of this protocol version')
  if (body.length === 0 || body.length > mostInBatch) {
    throw new MessageRefused(noMessage, `a batch holds 1 to ${mostInBatch} messages`)
  }
  return { body, calls: body.flatMap((message) => callsOf(message, incoming)) }
}

/** What a parser before us left as text or bytes: somebody behind us may still read a message in it. */
export const textOf = (parsed: unknown): string | undefined => {
  if (typeof parsed === 'string') return parsed
  return parsed instanceof Uint8Array ? decode(parsed) : undefined
}

const decode = (bytes: Uint8Array): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw refuseText()
  }
}

/** The text of the body, or `''` without one. */
export const readBody = async (incoming: Incoming): Promise<string> => {
  // Whoever unpacks it behind us would read what we have not.
  if ((incoming.header('content-encoding') ?? 'identity') !== 'identity') {
    throw new MessageRefused(packed, 'the body is compressed: send it as it is')
  }
  if (Number(incoming.header('content-length')) > mostBytes) throw refuseLength()
  const text = await incoming.readText(mostBytes).catch(refuseUnreadable)
  if (text === undefined) throw refuseLength()
  return text
}

const refuseLength = () => new MessageRefused(tooLarge, `the body is longer than ${mostBytes} bytes`)

const refuseUnreadable = (error: unknown): never => {
  if (error instanceof BodyTaken) throw error
  throw refuseText()
}

const refuseText = () => new MessageRefused(notJson, 'the body breaks off, or is no UTF-8')

const parse = (text: string): unknown => {
  const value = parseOnce(text)
  if (hidesKey(text)) throw new MessageRefused(notJson, 'the JSON writes the letters of a key as escapes')
  return value
}

const parseOnce = (text: string): unknown => {
  try {
    return parseJson(text, { refusal: 'invalid_request', maxDepth: deepest })
  } catch (error) {
    throw new MessageRefused(notJson, error instanceof Error ? error.message : 'the body is not JSON')
  }
}

/** Strings whole, and the colon that makes one a key. */
const everyString = /"[^"\\]*(?:\\[^][^"\\]*)*"(\s*:)?/g
/** A letter, a digit or an underscore: nobody has to escape these, and whoever looks for `"method"` in the text must find it. */
const needless = /(?<!\\)(?:\\\\)*\\u00(?:3\d|[46][1-9a-f]|5[\daf]|7[\da])/i

/** The text is known to be JSON: each match begins where a string begins. */
const hidesKey = (text: string): boolean => {
  if (!text.includes('\\u00')) return false
  for (const [key, colon] of text.matchAll(everyString)) if (colon !== undefined && needless.test(key)) return true
  return false
}

/** The header is younger than batches: who sends none speaks 2025-03-26 or older. */
const knowsBatches = ({ header }: Incoming): boolean => (header(versionHeader) ?? '2025-03-26') === '2025-03-26'

/** Which parameter names the thing that a method acts on. */
const nameParameter: ReadonlyMap<string, string> = new Map([
  ['tools/call', 'name'],
  ['prompts/get', 'name'],
  ['resources/read', 'uri'],
])

const callsOf = (message: unknown, incoming: Incoming): readonly Call[] => {
  if (!isRecord(message)) throw new MessageRefused(noMessage, 'the body is no JSON-RPC message')
  const { method, id } = message
  if (method === undefined && isAnswer(message)) return refuseAnswer(incoming)
  if (typeof method !== 'string') throw new MessageRefused(noMessage, 'the message names no method', id)
  const parameter = nameParameter.get(method)
  const name = parameter && isRecord(message['params']) ? message['params'][parameter] : undefined
  if (parameter !== undefined && typeof name !== 'string') {
    throw new MessageRefused(wrongParams, `${method} needs params.${parameter}`, id)
  }
  const call: Call = typeof name === 'string' ? { method, name, ...argumentsOf(message['params']) } : { method }
  const disagreement = findDisagreement(message, call, incoming)
  if (disagreement !== undefined) throw new MessageRefused(headerMismatch, `Header mismatch: ${disagreement}`, id)
  return [call]
}

const isAnswer = (message: Record<string, unknown>): boolean => 'result' in message || 'error' in message

/** Servers ask nothing of clients any more, so nobody has anything to answer. MCP 2026-07-28, "Sending Messages" */
const refuseAnswer = ({ header }: Incoming): readonly Call[] => {
  if (header(versionHeader) !== modern) return []
  throw new MessageRefused(noMessage, 'responses are not part of this protocol version')
}

const argumentsOf = (params: unknown): Pick<Call, 'arguments'> =>
  isRecord(params) && 'arguments' in params ? { arguments: params['arguments'] } : {}

/** Since 2026-07-28 every message says who sends it. */
const partyOf = (message: unknown): Pick<Message, 'id' | 'clientName'> => {
  if (!isRecord(message)) return {}
  const { id, params } = message
  const meta = isRecord(params) ? params['_meta'] : undefined
  const info = isRecord(meta) ? meta['io.modelcontextprotocol/clientInfo'] : undefined
  const name = isRecord(info) ? info['name'] : undefined
  return {
    ...(typeof id === 'string' || typeof id === 'number' ? { id } : {}),
    ...(typeof name === 'string' ? { clientName: name } : {}),
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
