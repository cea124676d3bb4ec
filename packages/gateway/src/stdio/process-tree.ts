/**
 * A program and everything that it starts: a process group of its own (`npx` starts a shell, and that one the server), which ends as one.
 * What leaves the group by itself (a daemon) is out of reach.
 */
import { type ChildProcessWithoutNullStreams, spawn, type SpawnOptions } from 'node:child_process'
import type { EventEmitter } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { devNull } from 'node:os'
import type { Environment } from './child.ts'
import { inheritedDescriptors } from './inherited-descriptors.ts'
import { within } from './within.ts'

export interface ProcessTree {
  readonly pid: number
  readonly pipes: Pick<ChildProcessWithoutNullStreams, 'stdin' | 'stdout' | 'stderr'>
  /** The program has ended, or speaks no more, and what it had said is read: how, in words. */
  readonly ended: Promise<string>
  /** Its standard input is closed: waits so long for it to leave, then asks, then kills. Resolves when nothing of it is left. */
  readonly end: (patience: Patience) => Promise<void>
}

/** In milliseconds: after its standard input was closed; after SIGTERM. */
export interface Patience {
  readonly closed: number
  readonly asked: number
}

export interface Program {
  readonly file: string
  readonly argv: readonly string[]
  readonly cwd: string
  readonly environment: Environment
}

/** In milliseconds: what an ended program had said is read by then, unless another process still holds its pipes. */
const lastWords = 500
const betweenLooks = 20

/** Rejects with the error of the system when there is no such program, or no process to be had. */
export const growTree = async ({ file, argv, cwd, environment }: Program): Promise<ProcessTree> => {
  const options = { cwd, env: environment, shell: false, detached: hasGroups, windowsHide: true }
  const root = spawnWithPipes(file, argv, options)
  const { pid } = await begun(root)
  living.add(pid)
  const { stdin, stdout, stderr } = root
  // A broken pipe is no news: the end of the program is told once.
  for (const source of [root, stdin, stdout, stderr]) source.on('error', () => undefined)

  const exited = new Promise<string>((resolve) => root.once('exit', (code, by) => resolve(inWords(code, by))))
  const closed = closing(root)
  const ended = exited.then(async (words) => {
    // Node itself reads on here, also what was paused.
    await within(lastWords, closed)
    return words
  })
  // Whoever closed one of them hears or answers nothing any more, alive or not; mostly it is just leaving.
  const deaf = Promise.race([closing(stdin), closing(stdout)]).then(async () =>
    (await within(lastWords, exited)) ? await ended : 'it closed its input or its output',
  )

  const end = async (patience: Patience): Promise<void> => {
    if (!(await within(patience.closed, exited))) {
      signal(pid, 'SIGTERM')
      await within(patience.asked, exited)
    }
    // What the program started and left behind is asked too.
    signal(pid, 'SIGTERM')
    for (let looks = patience.asked / betweenLooks; looks > 0 && signal(pid, 0); looks -= 1) await pause(betweenLooks)
    signal(pid, 'SIGKILL')
    await within(lastWords, closed)
    for (const pipe of [stdin, stdout, stderr]) pipe.destroy()
    living.delete(pid)
  }
  return { pid, pipes: { stdin, stdout, stderr }, ended: Promise.race([ended, deaf]), end }
}

/** Of our descriptors a child gets these three pipes. What we cannot close for it leads nowhere there. */
const spawnWithPipes = (
  file: string,
  argv: readonly string[],
  options: SpawnOptions,
): ChildProcessWithoutNullStreams => {
  const inherited = inheritedDescriptors()
  if (inherited.length === 0) return spawn(file, argv, { ...options, stdio: 'pipe' })
  const nowhere = openSync(devNull, 'r+')
  const stdio = Array.from({ length: Math.max(...inherited) + 1 }, (_, descriptor) => {
    if (descriptor <= 2) return 'pipe'
    return inherited.includes(descriptor) ? nowhere : 'ignore'
  })
  try {
    // Its first three are pipes, which the type of a list of any length cannot say.
    return spawn(file, argv, { ...options, stdio }) as ChildProcessWithoutNullStreams
  } finally {
    closeSync(nowhere)
  }
}

const begun = (root: ChildProcessWithoutNullStreams): Promise<{ readonly pid: number }> =>
  new Promise((resolve, reject) => {
    root.once('error', reject)
    root.once('spawn', () => {
      const { pid } = root
      if (pid === undefined) return reject(new Error('the program has no process'))
      root.off('error', reject)
      return resolve({ pid })
    })
  })

const closing = (source: EventEmitter): Promise<void> =>
  new Promise((resolve) => void source.once('close', () => resolve()))

const inWords = (code: number | null, by: NodeJS.Signals | null): string =>
  by === null ? `it ended with exit code ${code}` : `it was ended by ${by}`

/** Windows has no groups of processes: there only the program itself is reached. */
const hasGroups = process.platform !== 'win32'

/** `false`: nobody is left. */
const signal = (pid: number, name: NodeJS.Signals | 0): boolean => {
  try {
    return process.kill(hasGroups ? -pid : pid, name)
  } catch {
    return false
  }
}

const pause = (span: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, span))

/** Whoever leaves in a hurry leaves nobody behind. After SIGKILL only the closed pipes tell the children. */
const living = new Set<number>()
process.once('exit', () => {
  for (const pid of living) signal(pid, 'SIGKILL')
})
