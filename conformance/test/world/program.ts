/** A program of ours as its users run it: its own process on a data directory and a port of its own, over real TCP. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Program {
  readonly issuer: string
  readonly dataDirectory: string
  /** Of the process that runs now. */
  pid(): number
  /** Everything it printed. */
  output(): string
  /** Ends the process politely and starts it again on the same data and port. */
  restart(): Promise<void>
  stop(): Promise<void>
}

export type Environment = Readonly<Record<string, string>>

/** `words`: the file of the program and what is typed after it. */
export const startProgram = async (words: readonly string[], environment: Environment = {}): Promise<Program> => {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'gatehouse-product-'))
  const port = await freePort()
  const issuer = `http://localhost:${port}`
  const printed: string[] = []
  const env = { ...process.env, PORT: String(port), GATEHOUSE_DATA_DIR: dataDirectory, ...environment }
  const launch = async (): Promise<ChildProcess> => {
    const started = spawn(process.execPath, ['--conditions=gatehouse:source', ...words], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    started.stdout.on('data', (text: Buffer) => printed.push(text.toString()))
    started.stderr.on('data', (text: Buffer) => printed.push(text.toString()))
    await ready(`${issuer}/ready`, started, printed)
    return started
  }
  let child = await launch()
  return {
    issuer,
    dataDirectory,
    pid: () => child.pid ?? 0,
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

const ready = async (url: string, child: ChildProcess, printed: readonly string[]): Promise<void> => {
  const giveUpAt = Date.now() + 30_000
  while (Date.now() < giveUpAt) {
    if (child.exitCode !== null) break
    const answer = await fetch(url).catch(() => undefined)
    if (answer?.ok) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  child.kill('SIGKILL')
  throw new Error(`the program did not get ready:\n${printed.join('')}`)
}

const end = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return
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
