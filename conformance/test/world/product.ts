/** The product as its users run it: `npm start`'s process on a data directory of its own, over real TCP. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../../../examples/files/src/main.ts', import.meta.url))

export const person = { name: 'alice', password: 'a lamp in every window' }

export interface Product {
  readonly issuer: string
  /** The guarded endpoint. */
  readonly mcp: string
  readonly dataDirectory: string
  /** Everything it printed. */
  output(): string
  /** Ends the process politely and starts it again on the same data and port. */
  restart(): Promise<void>
  stop(): Promise<void>
}

export const startProduct = async (environment: Readonly<Record<string, string>> = {}): Promise<Product> => {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'gatehouse-product-'))
  const port = await freePort()
  const issuer = `http://localhost:${port}`
  const printed: string[] = []
  const launch = () => start(port, dataDirectory, environment, printed)
  let child = await launch()
  return {
    issuer,
    mcp: `${issuer}/mcp/files`,
    dataDirectory,
    output: () => printed.join(''),
    async restart() {
      await end(child)
      child = await launch()
    },
    async stop() {
      await end(child)
      await rm(dataDirectory, { recursive: true, force: true })
    },
  }
}

const start = async (
  port: number,
  dataDirectory: string,
  environment: Readonly<Record<string, string>>,
  printed: string[],
): Promise<ChildProcess> => {
  const child = spawn(process.execPath, ['--conditions=gatehouse:source', main], {
    env: {
      ...process.env,
      PORT: String(port),
      GATEHOUSE_DATA_DIR: dataDirectory,
      GATEHOUSE_BOOTSTRAP_USER: person.name,
      GATEHOUSE_BOOTSTRAP_PASSWORD: person.password,
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  child.stdout?.on('data', (text: Buffer) => printed.push(text.toString()))
  child.stderr?.on('data', (text: Buffer) => printed.push(text.toString()))
  await ready(`http://localhost:${port}/ready`, child, printed)
  return child
}

const ready = async (url: string, child: ChildProcess, printed: readonly string[]): Promise<void> => {
  const giveUpAt = Date.now() + 30_000
  while (Date.now() < giveUpAt) {
    if (child.exitCode !== null) break
    const answer = await fetch(url).catch(() => undefined)
    if (answer?.ok) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  child.kill('SIGKILL')
  throw new Error(`the product did not get ready:\n${printed.join('')}`)
}

const end = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGTERM')
  await gone
}

export const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
