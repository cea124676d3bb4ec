/** mcp-remote as hosts run it: a command that speaks stdio to them, goes to the server by HTTP, and opens the browser by itself. */
import { fileURLToPath } from 'node:url'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import type { Desktop } from './desktop.ts'
import type { Visitor } from './visitor.ts'

const program = fileURLToPath(import.meta.resolve('mcp-remote/package.json')).replace('package.json', 'dist/proxy.js')

export const openMcpRemote = async ({ environment }: Desktop, url: string): Promise<Visitor> => {
  const client = new Client({ name: 'host', version: '1.0.0' })
  // Its debug words go nowhere: a pipe that nobody reads would stop it.
  await client.connect(
    new StdioClientTransport({
      command: process.execPath,
      args: [program, url, '--silent'],
      env: { ...environment },
      stderr: 'ignore',
    }),
  )
  return {
    tools: async () => (await client.listTools()).tools.map(({ name }) => name),
    call: async (name, input = {}) => JSON.stringify(await client.callTool({ name, arguments: { ...input } })),
    close: () => client.close(),
  }
}
