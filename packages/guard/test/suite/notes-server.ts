/** The MCP server behind the guard, where a framework brings none: a message and its caller in; out comes what it answers. Small, but true JSON-RPC. */
import { type Caller, getCaller } from '../../src/index.ts'
import { behind } from './adapter.ts'

export const tools = ['whoami', 'search', 'read_note', 'write_note', 'wipe', 'read_file']

interface Asked {
  readonly caller: Caller | undefined
  readonly body: unknown
  readonly answers?: 'json' | 'stream' | undefined
}

export interface Answered {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
}

export const answerNotes = ({ caller, body, answers = 'json' }: Asked): Answered => {
  const said = Array.isArray(body) ? body.map((one) => reply(one, caller)) : reply(body, caller)
  const json = JSON.stringify(said)
  const mark = { [behind]: nameOf(caller) }
  if (answers === 'json') return { status: 200, headers: { ...mark, 'content-type': 'application/json' }, text: json }
  const text = `: hello\n\nevent: message\nid: 1\ndata: ${json}\n\n`
  return { status: 200, headers: { ...mark, 'content-type': 'text/event-stream' }, text }
}

export const nameOf = (caller: Caller | undefined): string => caller?.subject ?? 'nobody'

/** In a tool of either SDK. */
export const callerIn = (authInfo: { readonly extra?: object } | undefined): string =>
  nameOf(getCaller(authInfo?.extra))

const reply = (message: unknown, caller: Caller | undefined): unknown => {
  if (typeof message !== 'object' || message === null) return { subject: nameOf(caller), body: message ?? null }
  const { id = null, method } = message as { id?: unknown; method?: unknown }
  if (method === 'tools/list') return { jsonrpc: '2.0', id, result: { tools: tools.map(describe) } }
  const content = [{ type: 'text', text: nameOf(caller) }]
  return { jsonrpc: '2.0', id, result: { content }, body: message }
}

const describe = (name: string) => ({ name, inputSchema: { type: 'object' } })
