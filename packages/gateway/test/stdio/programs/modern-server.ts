/** A server of 2026-07-28 alone, made with the SDK. */
import { acceptedContent, inputRequired, McpServer, type ServerContext } from '@modelcontextprotocol/server'
import { serveStdio } from '@modelcontextprotocol/server/stdio'
import * as z from 'zod'

const text = (value: unknown) => ({ content: [{ type: 'text' as const, text: JSON.stringify(value) }] })

const who = inputRequired.elicit({
  message: 'who?',
  requestedSchema: { type: 'object', properties: { name: { type: 'string' } } },
})

const elicit = (context: ServerContext) => {
  const { inputResponses, requestState } = context.mcpReq
  const answer = acceptedContent(inputResponses, 'who')
  if (answer) return text({ answer, state: requestState() })
  return inputRequired({ inputRequests: { who }, requestState: 'half way' })
}

serveStdio(
  () => {
    const capabilities = { tools: { listChanged: true }, resources: { subscribe: true }, logging: {} }
    const server = new McpServer({ name: 'modern', version: '1' }, { capabilities, instructions: 'Be modern.' })
    const inputSchema = z.object({ uri: z.string().optional() }).loose()
    server.registerTool('mirror', { inputSchema }, (input, { mcpReq }) =>
      text({ input, meta: mcpReq._meta, envelope: mcpReq.envelope }),
    )
    server.registerTool('elicit', { inputSchema }, (_input, context) => elicit(context))
    server.registerTool('touch', { inputSchema }, async ({ uri = '' }) => {
      await server.server.sendResourceUpdated({ uri })
      return text('ok')
    })
    server.registerTool('change', { inputSchema }, () => {
      server.sendToolListChanged()
      return text('ok')
    })
    return server
  },
  { legacy: 'reject' },
)
