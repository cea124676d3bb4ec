/**
 * All tools of an upstream, asked for by us on the wire that it speaks: without a session first, since 2026-07-28; else within one, which is
 * ended afterwards. MCP 2026-07-28, "Listing Tools"; 2025-11-25, "Lifecycle"
 */
import type { Tool } from '../upstream.ts'
import { bad } from './answer-head.ts'
import type { Ask, Reply } from './ask-upstream.ts'
import { isRecord } from './watch-messages.ts'

const mostPages = 100
const mostTools = 10_000

const newer = '2026-07-28'
const older = '2025-11-25'
const party = { name: 'gatehouse', version: '1' }
const methodNotFound = -32_601

/** Throws GatewayFault. */
export const listTools = async (ask: Ask): Promise<readonly Tool[]> => {
  const first = await ask(withoutSession(undefined))
  if (isList(first)) return await readPages(first, (cursor) => ask(withoutSession(cursor)))
  return await listWithinSession(ask)
}

const withoutSession = (cursor: string | undefined) => ({
  method: 'POST' as const,
  headers: { 'mcp-protocol-version': newer, 'mcp-method': 'tools/list' },
  message: {
    jsonrpc: '2.0',
    id: 1,
    method: 'tools/list',
    params: {
      ...(cursor === undefined ? {} : { cursor }),
      _meta: {
        'io.modelcontextprotocol/protocolVersion': newer,
        'io.modelcontextprotocol/clientInfo': party,
        'io.modelcontextprotocol/clientCapabilities': {},
      },
    },
  },
})

const listWithinSession = async (ask: Ask): Promise<readonly Tool[]> => {
  const params = { protocolVersion: older, capabilities: {}, clientInfo: party }
  const { message, session, status } = await ask({
    method: 'POST',
    headers: {},
    message: { jsonrpc: '2.0', id: 1, method: 'initialize', params },
  })
  const result = isRecord(message) ? message['result'] : undefined
  if (!isRecord(result)) throw bad(`did not say which tools it has: it answers to no handshake (status ${status})`)
  const headers = {
    ...(session === undefined ? {} : { 'mcp-session-id': session }),
    ...(typeof result['protocolVersion'] === 'string' ? { 'mcp-protocol-version': result['protocolVersion'] } : {}),
  }
  try {
    await ask({ method: 'POST', headers, message: { jsonrpc: '2.0', method: 'notifications/initialized' } })
    const page = async (cursor: string | undefined): Promise<Reply> =>
      await ask({
        method: 'POST',
        headers,
        message: { jsonrpc: '2.0', id: 2, method: 'tools/list', params: cursor === undefined ? {} : { cursor } },
      })
    return await readPages(await page(undefined), page)
  } finally {
    // Not every server lets a client end its session.
    if (session !== undefined) await ask({ method: 'DELETE', headers }).catch(() => undefined)
  }
}

const readPages = async (first: Reply, next: (cursor: string) => Promise<Reply>): Promise<readonly Tool[]> => {
  const tools: Tool[] = []
  let page = first
  for (let count = 1; count <= mostPages; count += 1) {
    const { found, cursor } = readPage(page)
    tools.push(...found)
    if (tools.length > mostTools) throw bad(`has more than ${mostTools} tools`)
    if (cursor === undefined) return tools
    page = await next(cursor)
  }
  throw bad(`has more than ${mostPages} pages of tools`)
}

interface Page {
  readonly found: readonly Tool[]
  readonly cursor: string | undefined
}

const readPage = (reply: Reply): Page => {
  const { message, status } = reply
  const error = isRecord(message) ? message['error'] : undefined
  // It has none, and knows no list of them.
  if (isRecord(error) && error['code'] === methodNotFound) return { found: [], cursor: undefined }
  const result = isRecord(message) ? message['result'] : undefined
  if (!isRecord(result) || !Array.isArray(result['tools'])) {
    throw bad(`did not say which tools it has (status ${status})`)
  }
  const { tools, nextCursor } = result
  return { found: tools.filter(isTool), cursor: typeof nextCursor === 'string' ? nextCursor : undefined }
}

const isList = ({ message }: Reply): boolean =>
  isRecord(message) && isRecord(message['result']) && Array.isArray(message['result']['tools'])

const isTool = (tool: unknown): tool is Tool => isRecord(tool) && typeof tool['name'] === 'string'
