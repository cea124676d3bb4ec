/** What clients say to every door: the same small call, the same stream, the same greeting. MCP 2025-11-25, which all doors speak. */
import { anyId, type Ask, type Work } from '../load/work.ts'
import type { Crossing } from './door.ts'

type Headers = Readonly<Record<string, string>>

const version = '2025-11-25'
const common = { Accept: 'application/json, text/event-stream', 'MCP-Protocol-Version': version }

const call = (name: string, parameters: object): string =>
  `{"jsonrpc":"2.0","id":${anyId},"method":"tools/call","params":${JSON.stringify({ name, arguments: parameters })}}`

const message = 'a question as long as most of them are: two lines of a terminal, that is, about one hundred letters'

export const callOf = (crossing: Crossing): string =>
  crossing === 'everything' ? call('echo', { message }) : call('look', { message })

export const post = (path: string, body: string, headers: Headers = {}): Ask => ({
  method: 'POST',
  path,
  headers: { ...common, 'Content-Type': 'application/json', ...headers },
  body,
})

/** `path`: where this door has the MCP server. */
export const workOf = (crossing: Crossing, path: string, headers: Headers = {}): Work => {
  if (crossing !== 'events' && crossing !== 'numbered') {
    return { kind: 'calls', ask: post(path, callOf(crossing), headers) }
  }
  const ask: Ask = { method: 'GET', path, headers: { ...common, Accept: 'text/event-stream', ...headers } }
  return { kind: 'events', ask, streams: 50 }
}

export const greeting = [
  JSON.stringify({
    jsonrpc: '2.0',
    id: 1,
    method: 'initialize',
    params: { protocolVersion: version, capabilities: {}, clientInfo: { name: 'bench', version: '1.0.0' } },
  }),
  JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' }),
] as const

/** The headers of one session, where the door keeps sessions. */
export const openSession = async (url: string, headers: Headers = {}): Promise<Headers> => {
  const [hello, ready] = greeting
  const ask = async (body: string, more: Headers): Promise<Response> =>
    await fetch(url, { method: 'POST', headers: { ...post('', body).headers, ...headers, ...more }, body })
  const answer = await ask(hello, {})
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`)
  await answer.text()
  const session = answer.headers.get('Mcp-Session-Id')
  const ofSession = session === null ? {} : { 'Mcp-Session-Id': session }
  await (await ask(ready, ofSession)).text()
  return { ...headers, ...ofSession }
}
