/** One request as a client of the 2026-07-28 wire sends it, with whatever a test wants otherwise; the answer as it came, and the JSON-RPC message in it. */
import { request as begin, type IncomingHttpHeaders } from 'node:http'

export interface Asked {
  readonly method?: string
  readonly params?: { readonly name?: string; readonly [member: string]: unknown }
  readonly token?: string
  /** Instead of what belongs there; `undefined` leaves one out. */
  readonly headers?: Readonly<Record<string, string | readonly string[] | undefined>>
  /** Instead of the message. */
  readonly body?: string
  readonly verb?: string
  readonly signal?: AbortSignal
}

export interface Message {
  readonly id?: unknown
  readonly result?: Readonly<Record<string, unknown>>
  readonly error?: {
    readonly code: number
    readonly message: string
    readonly data?: { readonly reason?: string; readonly traceId?: string }
  }
}

export interface Answered {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
  /** The JSON body, or the last message of the stream. */
  readonly message: Message
  /** Whether the answer came to its end, or was cut. */
  readonly isWhole: boolean
}

const revision = '2026-07-28'

const messageFor = ({ method = 'tools/call', params = {} }: Asked): string => {
  const meta = {
    'io.modelcontextprotocol/protocolVersion': revision,
    'io.modelcontextprotocol/clientInfo': { name: 'asker', version: '1.0.0' },
    'io.modelcontextprotocol/clientCapabilities': {},
  }
  return JSON.stringify({ jsonrpc: '2.0', id: 7, method, params: { ...params, _meta: meta } })
}

const headersFor = ({ method = 'tools/call', params, token, headers }: Asked) => {
  const usual = {
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    'mcp-protocol-version': revision,
    'mcp-method': method,
    ...(params?.name === undefined ? {} : { 'mcp-name': `${params.name}` }),
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...headers,
  }
  return Object.entries(usual).flatMap(([name, value]) =>
    value === undefined ? [] : [value].flat().flatMap((one) => [name, one]),
  )
}

/** Resolves with whatever came; rejects only when nothing did. */
export const ask = (url: string, asked: Asked): Promise<Answered> =>
  new Promise((resolve, reject) => {
    const { host } = new URL(url)
    const { verb: method = 'POST', signal } = asked
    const rawHeaders = asked.headers?.['host'] === undefined ? ['host', host] : []
    const headers = [...rawHeaders, ...headersFor(asked)]
    const request = begin(url, { method, headers, agent: false, ...(signal && { signal }) })
    request.on('error', reject)
    request.on('response', (answer) => {
      let text = ''
      const done = () => {
        const { statusCode: status = 0, headers: got, complete: isWhole } = answer
        resolve({ status, headers: got, text, isWhole, message: lastMessage(text) })
      }
      answer.on('data', (piece: Buffer) => (text += piece.toString()))
      answer.on('error', () => undefined)
      answer.on('close', done)
    })
    request.end(method === 'POST' ? (asked.body ?? messageFor(asked)) : undefined)
  })

const lastMessage = (text: string): Message => {
  const events = text.split('\n').flatMap((line) => (line.startsWith('data:') ? [line.slice(5)] : []))
  try {
    return JSON.parse(events.at(-1) ?? text) as Message
  } catch {
    return {}
  }
}
