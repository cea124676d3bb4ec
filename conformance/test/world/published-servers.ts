/** Third-party MCP servers as they are published: programs that speak over their standard streams, and one of them over HTTP with sessions. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { freePort } from './program.ts'

const programIn = (manifest: string): string => fileURLToPath(manifest).replace('package.json', 'dist/index.js')

export const filesystem = (folder: string): readonly string[] => [
  process.execPath,
  programIn(import.meta.resolve('@modelcontextprotocol/server-filesystem/package.json')),
  folder,
]

export const everything: readonly string[] = [
  process.execPath,
  programIn(import.meta.resolve('@modelcontextprotocol/server-everything/package.json')),
]

export interface WebServer {
  readonly url: string
  stop(): Promise<void>
}

export const startEverything = async (): Promise<WebServer> => {
  const port = await freePort()
  const [program, ...words] = [...everything, 'streamableHttp']
  // It says on its error stream that it listens.
  const child = spawn(program ?? '', words, {
    env: { ...process.env, PORT: `${port}` },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  await once(child.stderr, 'data')
  child.stderr.resume()
  return {
    url: `http://localhost:${port}/mcp`,
    async stop() {
      const gone = once(child, 'exit')
      child.kill('SIGKILL')
      await gone
    },
  }
}
