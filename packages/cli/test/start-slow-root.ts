/** A process of the slow composition root, and what its log says: for tests of leaving. */
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('slow-root.ts', import.meta.url))

export interface Running {
  readonly child: ChildProcess
  readonly url: string
  /** Resolves once the log says so. */
  readonly hears: (event: string) => Promise<void>
  readonly exit: Promise<{ readonly code: number | null; readonly signal: string | null }>
  /** Ends it if it still runs, and its data with it. */
  readonly clean: () => Promise<void>
}

export const startSlowRoot = async ({ isRead = true } = {}): Promise<Running> => {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'gh-'))
  const child = spawn(process.execPath, ['--conditions=gatehouse:source', root, '--port', '0'], {
    env: { ...process.env, GATEHOUSE_DATA_DIR: dataDirectory, GATEHOUSE_LOG_FORMAT: 'json' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  if (!isRead) child.stdout.destroy()
  let log = ''
  const listeners = new Set<() => void>()
  child.stderr.on('data', (text: Buffer) => {
    log += text.toString()
    listeners.forEach((listen) => listen())
  })
  const hears = (event: string) =>
    new Promise<void>((resolve) => {
      const listen = () => log.includes(`"${event}"`) && resolve()
      listeners.add(listen)
      listen()
    })
  const exit = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }))
  })
  await hears('server.started')
  const clean = async (): Promise<void> => {
    child.kill('SIGKILL')
    await exit
    await rm(dataDirectory, { recursive: true, force: true })
  }
  return { child, hears, exit, clean, url: /"issuer":"([^"]+)"/.exec(log)?.[1] ?? '' }
}
