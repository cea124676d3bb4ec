/** The guard around an MCP server of SDK v1: the transport stands behind it, and every tool finds its caller in `extra.authInfo`. */
import { createServer } from 'node:http'
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import { requireCaller } from '@gatehouse/guard'
import { protect } from '@gatehouse/guard/mcp-v1'
import { freePort, startIssuer, tellStory } from '@gatehouse/guard-story'

const issuer = await startIssuer()
const port = await freePort()
const resource = `http://127.0.0.1:${port}/mcp`

const createNotes = () => {
  const notes = new McpServer({ name: 'notes', version: '1.0.0' })
  notes.registerTool('whoami', { description: 'Who is calling' }, ({ authInfo }) => ({
    content: [{ type: 'text', text: requireCaller(authInfo?.extra).subject }],
  }))
  notes.registerTool('wipe', { description: 'Forgets all notes' }, () => ({ content: [] }))
  return notes
}

const server = createServer(
  protect(
    async (request, response) => {
      const notes = createNotes()
      const transport = new StreamableHTTPServerTransport({})
      response.on('close', () => void notes.close())
      await notes.connect(transport)
      await transport.handleRequest(request, response, request.body)
    },
    {
      resource,
      issuer: issuer.url,
      scopes: ['notes:read'],
      tools: { wipe: ['notes:write'] },
    },
  ),
)

server.listen(port, '127.0.0.1')
await tellStory({ resource, issuer })
server.close()
issuer.close()
