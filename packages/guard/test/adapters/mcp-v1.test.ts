/** The guard around the transports of MCP SDK v1: streamable HTTP, and the older one with a stream of events and posts. */
import type { ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { SSEServerTransport } from '@modelcontextprotocol/sdk/server/sse.js'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import { type ServeMcp, protect } from '../../src/adapters/mcp-v1.ts'
import type { GuardOptions } from '../../src/index.ts'
import { type Opened, type Wishes, behind } from '../suite/adapter.ts'
import { askOverEvents } from '../suite/ask-over-events.ts'
import { callerIn, tools } from '../suite/notes-server.ts'
import { openOnSockets } from '../suite/on-sockets.ts'
import { proveGuard } from '../suite/prove-guard.ts'

const createServer = () => {
  const server = new McpServer({ name: 'notes', version: '1' })
  for (const name of tools) {
    server.registerTool(name, {}, (extra) => ({ content: [{ type: 'text', text: callerIn(extra.authInfo) }] }))
  }
  return server
}

const openServer = async (serve: ServeMcp, options: GuardOptions, { isBodyTaken }: Wishes): Promise<Opened> => {
  const handled: string[] = []
  const guard = protect(async (request, response) => {
    const name = callerIn(request.auth)
    handled.push(name)
    response.setHeader(behind, name)
    await serve(request, response)
  }, options)
  return await openOnSockets(
    async (request, response) => {
      if (isBodyTaken) await text(request)
      guard(request, response)
    },
    { handled, close: () => guard.close() },
  )
}

const openStreamable = async (options: GuardOptions, wishes: Wishes = {}): Promise<Opened> => {
  const serve: ServeMcp = async (request, response) => {
    const server = createServer()
    const transport = new StreamableHTTPServerTransport({ enableJsonResponse: wishes.answers !== 'stream' })
    response.on('close', () => void server.close())
    await server.connect(transport)
    await transport.handleRequest(request, response, request.body)
  }
  return await openServer(serve, options, wishes)
}

// oxlint-disable typescript/no-deprecated -- deprecated, and in use: that is why it is proven
const openEvents = async (options: GuardOptions, wishes: Wishes = {}): Promise<Opened> => {
  const sessions = new Map<string, SSEServerTransport>()
  const begin = async (response: ServerResponse): Promise<void> => {
    const transport = new SSEServerTransport('/mcp', response)
    sessions.set(transport.sessionId, transport)
    response.on('close', () => sessions.delete(transport.sessionId))
    await createServer().connect(transport)
  }
  const serve: ServeMcp = async (request, response) => {
    if (request.method === 'GET') return await begin(response)
    const id = new URL(request.url ?? '', 'http://localhost').searchParams.get('sessionId') ?? ''
    const transport = sessions.get(id)
    if (transport) return await transport.handlePostMessage(request, response, request.body)
    response.writeHead(404).end('no such session')
  }
  const opened = await openServer(serve, options, wishes)
  return { ...opened, ask: askOverEvents(opened.call) }
}

proveGuard({ name: 'MCP SDK v1, streamable HTTP', stand: 'host', isOverSockets: true, open: openStreamable })
proveGuard({ name: 'MCP SDK v1, HTTP with SSE', stand: 'host', isOverSockets: true, open: openEvents })
