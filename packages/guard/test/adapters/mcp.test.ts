/** The guard around an MCP server of SDK v2. */
import { McpServer, createMcpHandler } from '@modelcontextprotocol/server'
import { type McpHandler, protect } from '../../src/adapters/mcp.ts'
import { behind } from '../suite/adapter.ts'
import { callerIn, tools } from '../suite/notes-server.ts'
import { openOnWeb } from '../suite/on-web.ts'
import { proveGuard } from '../suite/prove-guard.ts'

const createServer = () => {
  const server = new McpServer({ name: 'notes', version: '1' })
  for (const name of tools) {
    server.registerTool(name, {}, (context) => ({
      content: [{ type: 'text', text: callerIn(context.http?.authInfo) }],
    }))
  }
  return server
}

proveGuard({
  name: 'MCP SDK v2',
  stand: 'host',
  isOverSockets: false,
  async open(options, { isBodyTaken, answers = 'json' } = {}) {
    const handled: string[] = []
    const handler = createMcpHandler(createServer, { responseMode: answers === 'json' ? 'json' : 'sse' })
    const spied: McpHandler = {
      async fetch(request, context) {
        const name = callerIn(context?.authInfo)
        handled.push(name)
        const response = await handler.fetch(request, context)
        response.headers.set(behind, name)
        return response
      },
    }
    const { fetch, close } = protect(spied, options)
    const serve = async (request: Request): Promise<Response> => {
      if (isBodyTaken) await request.text()
      return await fetch(request)
    }
    const closeBoth = async (): Promise<void> => {
      close()
      await handler.close()
    }
    return openOnWeb(serve, { handled, close: closeBoth })
  },
})
