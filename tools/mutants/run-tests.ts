/** Runs tests of a scratch copy by case id: takes files, ids and what changed, hands over what each matching test came to. */
import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { isAlone } from './process-group.ts'

export interface Outcome {
  readonly file: string
  readonly title: string
  readonly isRed: boolean
}

export interface Run {
  readonly files: readonly string[]
  readonly ids: readonly string[]
  /** Files that are not now as they were in the copy. */
  readonly spoiled: readonly string[]
  readonly longest: number
}

/** What the warm process is told. */
export interface Order {
  readonly files: readonly string[]
  readonly title: string
  readonly changed: readonly string[]
}

export interface Tests {
  /** Rejects when the run takes longer than `longest` milliseconds or breaks down. */
  readonly run: (run: Run) => Promise<readonly Outcome[]>
  readonly end: () => void
}

/** Matches a title that begins with the id, alone or in a list: `C7: `, `C6, C7: `. */
export const titleOf = (ids: readonly string[]): RegExp =>
  new RegExp(`(?:^| )(?:[A-Z]\\d+, )*(?:${ids.join('|')})(?:, [A-Z]\\d+)*: `)

const startWarm = (folder: string): ChildProcess =>
  fork(fileURLToPath(new URL('warm-tests.ts', import.meta.url)), { cwd: folder, stdio: 'ignore', detached: true })

const endGroup = ({ pid }: ChildProcess): void => {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL')
  } catch {
    // Nobody of the group is left.
  }
}

const answerOf = async (warm: ChildProcess): Promise<readonly Outcome[]> => {
  const over = new AbortController()
  const broken = once(warm, 'exit', over).then(() => Promise.reject(new Error('the run broke down or took too long')))
  try {
    const [outcomes]: (readonly Outcome[])[] = await Promise.race([once(warm, 'message', over), broken])
    return outcomes ?? []
  } finally {
    broken.catch(() => {})
    over.abort()
  }
}

/** One process stays warm from run to run. A flaw can make a test run wild, and what it started outlives it: then the whole group ends, and the next run begins cold. */
export const keepTests = (folder: string): Tests => {
  let warm: ChildProcess | undefined
  let before: readonly string[] = []
  const end = () => {
    if (warm) endGroup(warm)
    warm = undefined
  }
  process.once('exit', end)
  return {
    end,
    run: async ({ files, ids, spoiled, longest }) => {
      const child = (warm ??= startWarm(folder))
      const timer = setTimeout(() => endGroup(child), longest)
      const order: Order = { files, title: titleOf(ids).source, changed: [...before, ...spoiled] }
      before = spoiled
      try {
        child.send(order)
        const outcomes = await answerOf(child)
        if (!isAlone(child.pid)) end()
        return outcomes
      } catch (cause) {
        end()
        throw cause
      } finally {
        clearTimeout(timer)
      }
    },
  }
}
