/** `@modelcontextprotocol/server-everything` in its own process, over Streamable HTTP with sessions and resumable streams. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { createRequire } from 'node:module'

export interface Program {
  readonly url: string
  readonly stop: () => Promise<void>
}

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

const program = createRequire(import.meta.url).resolve('@modelcontextprotocol/server-everything/dist/index.js')

export const startEverything = async (): Promise<Program> => {
  const port = await freePort()
  const child = spawn(process.execPath, [program, 'streamableHttp'], {
    env: { ...process.env, PORT: `${port}` },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let told = ''
  await new Promise<void>((resolve, reject) => {
    child.once('exit', () => reject(new Error(`server-everything did not start: ${told}`)))
    child.stderr.on('data', (piece: Buffer) => {
      told += piece.toString()
      if (told.includes('listening on port')) resolve()
    })
  })
  return {
    url: `http://localhost:${port}/mcp`,
    async stop() {
      child.kill('SIGKILL')
      await once(child, 'close')
    },
  }
}
