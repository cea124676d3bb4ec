/** The MCP Inspector at the command line, as its users call it: one process a method. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Desktop } from './desktop.ts'
import { freePort } from './program.ts'
import type { Visitor } from './visitor.ts'

const program = fileURLToPath(import.meta.resolve('@modelcontextprotocol/inspector/package.json')).replace(
  'package.json',
  'clients/launcher/build/index.js',
)

export interface Inspected {
  readonly url: string
  /** What it asks for at first. It steps up only where its configuration names some. */
  readonly scopes: string
  readonly era: 'legacy' | 'modern'
}

interface Listed {
  readonly tools: readonly { readonly name: string }[]
}

/** In milliseconds: longer than any of its own waits. */
const patience = 40_000

export const openInspector = async (desktop: Desktop, { url, scopes, era }: Inspected): Promise<Visitor> => {
  const config = join(desktop.home, 'mcp.json')
  const entry = { type: 'streamable-http', url, oauth: { scopes } }
  await writeFile(config, JSON.stringify({ mcpServers: { it: entry } }))
  // Its own port is fixed, and another test may be there already.
  const callback = `http://127.0.0.1:${await freePort()}/oauth/callback`
  const which = ['--config', config, '--server', 'it', '--protocol-era', era]
  const how = ['--cli', ...which, '--callback-url', callback, '--format', 'json', '--method']
  // Without a keychain it would forget its tokens from one process to the next.
  const env = { ...desktop.environment, MCP_AUTO_OPEN_ENABLED: 'true', MCP_INSPECTOR_SECRET_STORE: 'file' }

  const inspect = async <Result>(...words: readonly string[]): Promise<Result> => {
    const child = spawn(process.execPath, [program, ...how, ...words], {
      env,
      timeout: patience,
      killSignal: 'SIGKILL',
    })
    const printed = { output: '', complaints: '' }
    child.stdout.on('data', (text: Buffer) => (printed.output += text.toString()))
    child.stderr.on('data', (text: Buffer) => (printed.complaints += text.toString()))
    child.stdin.on('error', () => undefined)
    child.stdin.end('y\n')
    await once(child, 'close')
    if (child.exitCode !== 0) throw new Error(`the Inspector ended with ${child.exitCode}: ${printed.complaints}`)
    return (JSON.parse(printed.output) as { result: Result }).result
  }

  return {
    tools: async () => (await inspect<Listed>('tools/list')).tools.map(({ name }) => name),
    async call(tool, input = {}) {
      const words = ['tools/call', '--tool-name', tool, '--tool-args-json', JSON.stringify(input)]
      return JSON.stringify(await inspect(...words))
    },
    close: async () => undefined,
  }
}
