/** An MCP server over stdio that answers `wait` when its folder has a file `go`, and does not leave at the end of its input; `stubborn`: nor at SIGTERM. */
import { existsSync } from 'node:fs'
import { createInterface } from 'node:readline'

if (process.argv.includes('stubborn')) process.on('SIGTERM', () => undefined)
setInterval(() => undefined, 1000)
process.stderr.write(`my pid is ${process.pid}\n`)

const say = (id: number | string, result: object): void =>
  void process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id, result })}\n`)
const tools = [{ name: 'wait', inputSchema: { type: 'object' }, annotations: { readOnlyHint: true } }]
const answers = new Map<string, object>(
  Object.entries({
    initialize: {
      protocolVersion: '2025-11-25',
      capabilities: { tools: {} },
      serverInfo: { name: 'stubborn', version: '1' },
    },
    'tools/list': { tools },
  }),
)

createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, method } = JSON.parse(line) as { readonly id?: number | string; readonly method: string }
  if (id === undefined) return
  if (method !== 'tools/call') return say(id, answers.get(method) ?? {})
  process.stderr.write('asked to wait\n')
  const look = setInterval(() => {
    if (!existsSync('go')) return
    clearInterval(look)
    say(id, { content: [{ type: 'text', text: 'at last' }] })
  }, 10)
})
