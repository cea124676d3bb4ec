/** The SDK's example server over its standard streams: on the 2025-11-25 wire alone, or on whichever its client opens. */
import type { McpServer } from '@modelcontextprotocol/server'
import { serveStdio, StdioServerTransport } from '@modelcontextprotocol/server/stdio'

/** `wires`: `older` or `both`. */
export const overStdio = async (make: () => McpServer, wires: string): Promise<void> => {
  if (wires === 'older') await make().connect(new StdioServerTransport())
  else serveStdio(make)
}
