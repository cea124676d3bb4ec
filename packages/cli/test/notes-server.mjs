/** A small MCP server over standard streams that knows no OAuth: three tools with annotations. For tests of `gatehouse protect`. */
import { createInterface } from 'node:readline'

const tools = [
  { name: 'read_note', annotations: { readOnlyHint: true }, inputSchema: { type: 'object' } },
  { name: 'add_note', inputSchema: { type: 'object' } },
  { name: 'wipe_notes', annotations: { destructiveHint: true }, inputSchema: { type: 'object' } },
]

/** @typedef {{ readonly protocolVersion?: string, readonly name?: string, readonly _meta?: object }} Params */

const results = /** @type {Record<string, (params: Params) => object>} */ ({
  initialize: ({ protocolVersion }) => ({
    protocolVersion,
    capabilities: { tools: {} },
    serverInfo: { name: 'notes', version: '1' },
  }),
  ping: () => ({}),
  'tools/list': () => ({ tools }),
  'tools/call': ({ name, _meta }) => ({
    content: [
      {
        type: 'text',
        text: JSON.stringify({ name, word: process.env['NOTES_WORD'], knows: Object.keys(_meta ?? {}) }),
      },
    ],
  }),
})

createInterface({ input: process.stdin }).on('line', (line) => {
  /** @type {{ readonly id?: number, readonly method: string, readonly params: Params }} */
  const { id, method, params } = JSON.parse(line)
  if (id === undefined) return
  const result = results[method]?.(params)
  const error = { code: -32_601, message: `${method} is not known here` }
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id, ...(result ? { result } : { error }) })}\n`)
})
