/** The guard around an MCP server of SDK v2: a handler in, a handler out. Tools that the caller may not call are not in their list either. */
import assert from 'node:assert/strict'
import { serve } from '@hono/node-server'
import { McpServer, createMcpHandler } from '@modelcontextprotocol/server'
import { requireCaller } from '@gatehouse/guard'
import { protect } from '@gatehouse/guard/mcp'
import { freePort, startIssuer, tellStory } from '@gatehouse/guard-story'

const issuer = await startIssuer()
const port = await freePort()
const resource = `http://127.0.0.1:${port}/mcp`

const createNotes = () => {
  const notes = new McpServer({ name: 'notes', version: '1.0.0' })
  notes.registerTool('whoami', { description: 'Who is calling' }, ({ http }) => ({
    content: [{ type: 'text', text: requireCaller(http?.authInfo?.extra).subject }],
  }))
  notes.registerTool('wipe', { description: 'Forgets all notes' }, () => ({ content: [] }))
  return notes
}

const server = protect(createMcpHandler(createNotes), {
  resource,
  issuer: issuer.url,
  scopes: ['notes:read'],
  tools: { wipe: ['notes:write'] },
  filterTools: true,
})

const listening = serve({ fetch: server.fetch, port, hostname: '127.0.0.1' })
await tellStory({ resource, issuer })

const headers = {
  authorization: `Bearer ${await issuer.token(resource, 'notes:read')}`,
  'content-type': 'application/json',
  accept: 'application/json, text/event-stream',
}
const listed = await fetch(resource, {
  method: 'POST',
  headers,
  body: '{"jsonrpc":"2.0","id":1,"method":"tools/list"}',
})
const text = await listed.text()
assert.ok(text.includes('whoami') && !text.includes('wipe'), text)

listening.close()
issuer.close()
