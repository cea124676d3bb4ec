/** A contestant's process: started on a port that nobody has, waited for, measured, ended. */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { openConnection } from '../load/connection.ts'
import { pinned, type Role } from './pinned.ts'

export interface Command {
  /** Absent: this Node. */
  readonly program?: string
  readonly argv: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  /** Whose core it runs on; the server's unless said otherwise. */
  readonly role?: Role
}

export interface ServerProcess {
  readonly pid: number
  /** From the start of the process to the first whole answer with its metadata. */
  readonly milliseconds: number
  stop(): Promise<void>
}

const longestStart = 30_000

/** Throws when somebody else listens there: what would be measured then? */
export const startServer = async (
  { program = process.execPath, argv, environment, role = 'server' }: Command,
  { port, metadataPath }: { readonly port: number; readonly metadataPath: string },
): Promise<ServerProcess> => {
  await requireFree(port)
  const [command = '', ...rest] = pinned(role, program, ...argv)
  const begun = performance.now()
  const child = spawn(command, rest, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { PATH: process.env['PATH'], NODE_ENV: 'production', ...environment },
  })
  let complaints = ''
  child.stderr?.on('data', (text: Buffer) => (complaints = (complaints + text.toString()).slice(-4000)))
  const request = `GET ${metadataPath} HTTP/1.1\r\nHost: localhost:${port}\r\nConnection: close\r\n\r\n`
  while (!(await isUp(port, request))) {
    if (child.exitCode !== null || performance.now() - begun > longestStart) {
      child.kill('SIGKILL')
      throw new Error(`a server did not start: ${argv.join(' ')}\n${complaints}`)
    }
    await pause(2)
  }
  return { pid: child.pid ?? 0, milliseconds: performance.now() - begun, stop: () => stop(child) }
}

const stop = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), 15_000)
  await gone
  clearTimeout(timer)
}

const isUp = async (port: number, request: string): Promise<boolean> => {
  try {
    const connection = await openConnection(port)
    const answer = await connection.send(request)
    connection.close()
    return answer.status === 200
  } catch {
    return false
  }
}

const requireFree = async (port: number): Promise<void> => {
  const server = createServer().listen(port, '127.0.0.1')
  await once(server, 'listening').catch((cause: unknown) => {
    throw new Error(`port ${port} is taken: end what listens there, or choose others with --port`, { cause })
  })
  server.close()
  await once(server, 'close')
}
