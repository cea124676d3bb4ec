/** What the small MCP servers of this bench say: a message's text in, the text of its answer out; `undefined` for what wants none. */

interface Message {
  readonly id?: number | string
  readonly method?: string
}

const annotations = { readOnlyHint: true }
const tools = [{ name: 'look', description: 'Looks something up', inputSchema: { type: 'object' }, annotations }]
const serverInfo = { name: 'small', version: '1.0.0' }
const found = JSON.stringify({ content: [{ type: 'text', text: 'found '.repeat(18) }] })

const results: Readonly<Record<string, string>> = {
  initialize: JSON.stringify({ protocolVersion: '2025-11-25', capabilities: { tools: {}, logging: {} }, serverInfo }),
  ping: '{}',
  'tools/list': JSON.stringify({ tools }),
  'tools/call': found,
}

export const smallAnswer = (text: string): string | undefined => {
  const { id, method = '' } = JSON.parse(text) as Message
  if (id === undefined) return undefined
  const result = results[method]
  const rest = result === undefined ? '"error":{"code":-32601,"message":"Method not found"}' : `"result":${result}`
  return `{"jsonrpc":"2.0","id":${JSON.stringify(id)},${rest}}`
}
