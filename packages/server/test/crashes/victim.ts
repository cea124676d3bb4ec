/** A server that is killed again and again: starts it, says when it is ready and how long that took, kills it without a word. */
import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

/** What is waited for a server that does not come, in milliseconds. */
const LONGEST_START = 30_000

export interface Victim {
  readonly issuer: string
  readonly dataDirectory: string
  /** Resolves when it answers /ready, with the milliseconds since it was started. */
  readonly start: () => Promise<number>
  /** SIGKILL; resolves when it is gone. */
  readonly kill: () => Promise<void>
  /** What it wrote to its log as errors, over all its lives. */
  readonly complaints: readonly string[]
  readonly discard: () => Promise<void>
}

export const createVictim = async (environment: Readonly<Record<string, string>>): Promise<Victim> => {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'gatehouse-crashes-'))
  const port = await freePort()
  const issuer = `http://localhost:${port}`
  const complaints: string[] = []
  let child: ChildProcess | undefined

  const kill = async () => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill('SIGKILL')
    await gone
  }
  return {
    issuer,
    dataDirectory,
    complaints,
    kill,
    async start() {
      const began = performance.now()
      child = fork(fileURLToPath(new URL('server-process.ts', import.meta.url)), {
        stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
        env: {
          ...process.env,
          ...environment,
          GATEHOUSE_DATA_DIR: dataDirectory,
          GATEHOUSE_PORT: String(port),
          GATEHOUSE_PUBLIC_URL: issuer,
        },
      })
      child.stderr?.on('data', (text: Buffer) => complaints.push(text.toString()))
      const isGone = () => child?.exitCode !== null
      while (!(await isReady(issuer))) {
        if (isGone() || performance.now() - began > LONGEST_START)
          throw new Error(`the server did not start: ${complaints.join('')}`)
        await pause(5)
      }
      return performance.now() - began
    },
    async discard() {
      await kill()
      rmSync(dataDirectory, { recursive: true, force: true })
    },
  }
}

const isReady = async (issuer: string): Promise<boolean> => {
  try {
    const answer = await fetch(`${issuer}/ready`, { signal: AbortSignal.timeout(1000) })
    await answer.arrayBuffer()
    return answer.ok
  } catch {
    return false
  }
}

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  return port
}
