/** A server that fails in the way that its tools are called. With `stillborn` on its command line it never comes up. */
import { createInterface } from 'node:readline'

interface Message {
  readonly id?: string | number
  readonly method?: string
  readonly params?: { readonly name?: string }
}

if (process.argv.includes('stillborn')) {
  process.stderr.write('API_KEY is not set\n')
  process.exit(2)
}

const write = (line: string): boolean => process.stdout.write(`${line}\n`)
const endless = (): undefined => void process.stdout.write('x'.repeat(65_536), endless)
const chatter = (): void => void process.stderr.write('and so on\n'.repeat(6000), chatter)

/** `undefined`: it never answers. */
const tools: Readonly<Record<string, () => string | undefined>> = {
  echo: () => `${process.pid}`,
  silent: () => undefined,
  die() {
    process.stderr.write('the table users is locked\n')
    return process.exit(7)
  },
  endless,
  chatter() {
    chatter()
    return 'while it chatters'
  },
  babble() {
    write('<html>Welcome!</html>')
    return 'after some babble'
  },
}

const answer = ({ method, params }: Message): object | undefined => {
  if (method === 'initialize') {
    const serverInfo = { name: 'frail', version: '1' }
    return { result: { protocolVersion: '2025-11-25', capabilities: { tools: {} }, serverInfo } }
  }
  if (method === 'tools/list') {
    return { result: { tools: Object.keys(tools).map((name) => ({ name, inputSchema: { type: 'object' } })) } }
  }
  if (method !== 'tools/call') return { error: { code: -32_601, message: 'unknown method' } }
  const text = tools[params?.name ?? '']?.()
  return text === undefined ? undefined : { result: { content: [{ type: 'text', text }] } }
}

const lines = createInterface({ input: process.stdin })
lines.on('close', () => process.exit())
lines.on('line', (line) => {
  const message = JSON.parse(line) as Message
  if (message.id === undefined) return
  const said = answer(message)
  if (said) write(JSON.stringify({ jsonrpc: '2.0', id: message.id, ...said }))
})
