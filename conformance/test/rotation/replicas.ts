/** Replicas as processes on one data directory: starts them, asks them in turn, ends them. */
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface Replicas {
  /** A request as it would come in from outside, to one replica after the other. */
  readonly fetch: (url: string, init?: RequestInit) => Promise<Response>
  /** What an operator asks of the first replica. */
  readonly operate: (method: string, path: string, body?: unknown) => Promise<unknown>
  readonly close: () => Promise<void>
}

interface Start {
  readonly count: number
  readonly pace: object
  readonly environment: Readonly<Record<string, string>>
}

export const startReplicas = async ({ count, pace, environment }: Start): Promise<Replicas> => {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'gatehouse-rotation-'))
  const children = Array.from({ length: count }, () => {
    const env = { ...process.env, ...environment, GATEHOUSE_DATA_DIR: dataDirectory }
    const execArgv = ['--conditions=gatehouse:source']
    return fork(fileURLToPath(new URL('replica.ts', import.meta.url)), [JSON.stringify(pace)], { env, execArgv })
  })
  const close = async (): Promise<void> => {
    const gone = children.filter(({ exitCode }) => exitCode === null).map((child) => once(child, 'exit'))
    for (const child of children) child.kill('SIGKILL')
    await Promise.all(gone)
    await rm(dataDirectory, { recursive: true, force: true })
  }
  const ports = await Promise.all(children.map(portOf)).catch(async (error: unknown) => {
    await close()
    throw error
  })
  let turn = 0
  return {
    close,
    fetch(url, init) {
      turn += 1
      const { pathname, search } = new URL(url)
      return fetch(`http://127.0.0.1:${ports[turn % count] ?? 0}${pathname}${search}`, init)
    },
    async operate(method, path, body) {
      const [first] = children
      if (!first) throw new Error('there is no replica')
      const answered = once(first, 'message')
      first.send({ method, path, body })
      const [answer] = (await answered) as [unknown]
      return answer
    },
  }
}

const portOf = async (child: ChildProcess): Promise<number> => {
  const gone = once(child, 'exit').then(() => Promise.reject(new Error('a replica did not start')))
  gone.catch(() => undefined)
  const [port] = (await Promise.race([once(child, 'message'), gone])) as [number]
  return port
}
