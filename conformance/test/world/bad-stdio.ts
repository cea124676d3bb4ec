/**
 * A program that speaks MCP over its standard streams, with tools that each misbehave in their own way. Started by a gateway;
 * `argv[2]`: a file with the description of `plain`, watched.
 */
import { readFileSync, watch } from 'node:fs'
import { createInterface } from 'node:readline'

interface Request {
  readonly id?: number | string
  readonly method: string
  readonly params?: { readonly name?: string }
}

const [, , file = ''] = process.argv
const write = (message: object): boolean => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
const say = (id: Request['id'], text: string) => write({ id, result: { content: [{ type: 'text', text }] } })

const misdeeds: Readonly<Record<string, (id: Request['id']) => unknown>> = {
  plain: (id) => say(id, `fine, says ${process.pid}`),
  waits: () => undefined,
  'waits-loudly': () => process.stderr.write('nobody hears from this call again\n'),
  dies() {
    process.stderr.write('the disk has gone\n')
    process.exitCode = 7
    process.exit()
  },
  shouts(id) {
    process.stdout.write('Warning: this is no JSON\n')
    say(id, 'fine after all')
  },
  floods: (id) => say(id, 'x'.repeat(4_194_304)),
}

const tools = () =>
  Object.keys(misdeeds).map((name) => ({
    name,
    description: name === 'plain' ? readFileSync(file, 'utf8') : 'Misbehaves',
    inputSchema: { type: 'object' },
    annotations: { readOnlyHint: true },
  }))

createInterface(process.stdin).on('line', (line) => {
  const { id, method, params } = JSON.parse(line) as Request
  if (id === undefined) return
  if (method === 'tools/call') return void misdeeds[params?.name ?? '']?.(id)
  if (method === 'tools/list') return void write({ id, result: { tools: tools() } })
  if (method === 'ping') return void write({ id, result: {} })
  if (method !== 'initialize') return void write({ id, error: { code: -32_601, message: 'unknown' } })
  const serverInfo = { name: 'bad', version: '1.0.0' }
  const capabilities = { tools: { listChanged: true } }
  return void write({ id, result: { protocolVersion: '2025-11-25', capabilities, serverInfo } })
})
process.stdin.on('end', () => process.exit())
watch(file, () => write({ method: 'notifications/tools/list_changed' }))
