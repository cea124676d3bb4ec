/** A server of 2026-07-28 alone, made with the SDK. */
import { acceptedContent, inputRequired, McpServer } from '@modelcontextprotocol/server'
import { serveStdio } from '@modelcontextprotocol/server/stdio'
import * as z from 'zod'

const text = (value) => ({ content: [{ type: 'text', text: JSON.stringify(value) }] })

serveStdio(
  () => {
    const server = new McpServer(
      { name: 'modern', version: '1' },
      {
        capabilities: { tools: { listChanged: true }, resources: { subscribe: true }, logging: {} },
        instructions: 'Be modern.',
      },
    )
    const tool = (name, work) =>
      server.registerTool(name, { description: name, inputSchema: z.object({}).loose() }, work)
    tool('mirror', (input, context) => text({ input, meta: context.mcpReq._meta, envelope: context.mcpReq.envelope }))
    tool('elicit', (_input, context) => {
      const answer = acceptedContent(context.mcpReq.inputResponses, 'who')
      if (answer) return text({ answer, state: context.mcpReq.requestState?.() })
      return inputRequired({
        inputRequests: {
          who: inputRequired.elicit({
            message: 'who?',
            requestedSchema: { type: 'object', properties: { name: { type: 'string' } } },
          }),
        },
        requestState: 'half way',
      })
    })
    tool('touch', async ({ uri }) => (await server.server.sendResourceUpdated({ uri }), text('ok')))
    tool('change', () => (server.sendToolListChanged(), text('ok')))
    return server
  },
  { legacy: 'reject' },
)
