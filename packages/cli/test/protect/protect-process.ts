/** A process of `gatehouse protect` on a folder of its own: what it prints and logs, and a token for its servers. */
import { spawn } from 'node:child_process'
import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const bin = fileURLToPath(new URL('../../bin/gatehouse.js', import.meta.url))
const notesServer = fileURLToPath(new URL('../notes-server.mjs', import.meta.url))

export interface Protecting {
  readonly folder: string
  /** The issuer; tokens and servers stand on its origin. */
  readonly url: string
  readonly pid: number
  readonly printed: () => string
  /** On standard error, the log included. */
  readonly said: () => string
  readonly log: () => readonly Readonly<Record<string, unknown>>[]
  /** Resolves with the first line of this event, or the next one after `after` of them. */
  readonly hears: (event: string, after?: number) => Promise<Readonly<Record<string, unknown>>>
  readonly signal: (signal: NodeJS.Signals) => void
  /** The exit code. */
  readonly stop: () => Promise<number | null>
}

/** `prepare`: writes what the words name into the folder. */
export const startProtect = async (
  words: readonly string[],
  prepare: (folder: string) => Promise<void> = async () => undefined,
  environment: Readonly<Record<string, string>> = {},
): Promise<Protecting> => {
  const folder = await mkdtemp(join(tmpdir(), 'gh-'))
  await copyFile(notesServer, join(folder, 'notes-server.mjs'))
  await prepare(folder)
  const child = spawn(process.execPath, ['--conditions=gatehouse:source', bin, 'protect', ...words], {
    cwd: folder,
    env: {
      PATH: `${dirname(process.execPath)}:/usr/bin:/bin`,
      HOME: folder,
      GATEHOUSE_DATA_DIR: join(folder, 'data'),
      GATEHOUSE_LOG_FORMAT: 'json',
      GATEHOUSE_BOOTSTRAP_USER: 'alice',
      GATEHOUSE_BOOTSTRAP_PASSWORD: 'a lamp in every window',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [printed, complained] = ['', '']
  const listeners = new Set<() => void>()
  const listen = (take: (text: string) => void) => (chunk: Buffer) => {
    take(chunk.toString())
    listeners.forEach((tell) => tell())
  }
  child.stdout.on(
    'data',
    listen((text) => (printed += text)),
  )
  child.stderr.on(
    'data',
    listen((text) => (complained += text)),
  )
  const exit = new Promise<number | null>((resolve) => child.once('close', resolve))
  const log = () =>
    complained
      .split('\n')
      .slice(0, -1)
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>)
  const hears: Protecting['hears'] = (event, after = 0) =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const found = log().filter((line) => line['event'] === event)[after]
        if (found) resolve(found)
      }
      listeners.add(look)
      look()
      void exit.then(() => reject(new Error(`it ended before ${event}:\n${printed}${complained}`)))
    })
  const stop = async (): Promise<number | null> => {
    child.kill('SIGTERM')
    const code = await exit
    await rm(folder, { recursive: true, force: true })
    return code
  }
  try {
    const started = await hears('server.started')
    // It was written before, but through another pipe.
    await new Promise<void>((resolve) => {
      const look = (): void => void (printed.includes('Data   ') && resolve())
      listeners.add(look)
      look()
    })
    const signal = (name: NodeJS.Signals): void => void child.kill(name)
    return {
      folder,
      url: String(started['issuer']),
      pid: child.pid ?? 0,
      printed: () => printed,
      said: () => complained,
      log,
      hears,
      signal,
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}
