/** Runs tests of a scratch copy by case id: takes files and ids, hands over what each matching test came to. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join, relative } from 'node:path'

export interface Outcome {
  readonly file: string
  readonly title: string
  readonly isRed: boolean
}

/** Only the members of vitest's JSON report that are read here. */
interface Report {
  readonly testResults: readonly {
    readonly name: string
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[]
  }[]
}

export interface Run {
  readonly files: readonly string[]
  readonly ids: readonly string[]
  readonly longest: number
}

/** Matches a title that begins with the id, alone or in a list: `C7: `, `C6, C7: `. */
export const titleOf = (ids: readonly string[]): RegExp =>
  new RegExp(`(?:^| )(?:[A-Z]\\d+, )*(?:${ids.join('|')})(?:, [A-Z]\\d+)*: `)

/** A flaw can make a test run wild, and its workers outlive it: the whole group ends with the run, however that ends. */
const runInGroup = async (folder: string, rest: readonly string[], longest: number): Promise<void> => {
  const vitest = join(folder, 'node_modules', 'vitest', 'vitest.mjs')
  const child = spawn(process.execPath, [vitest, ...rest], { cwd: folder, stdio: 'ignore', detached: true })
  const endGroup = () => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
    } catch {
      // Nobody of the group is left.
    }
  }
  const timer = setTimeout(endGroup, longest)
  process.once('exit', endGroup)
  await once(child, 'exit')
  clearTimeout(timer)
  process.off('exit', endGroup)
  endGroup()
}

/** Rejects when the run takes longer than `longest` milliseconds or leaves no report. */
export const runTests = async (folder: string, { files, ids, longest }: Run): Promise<readonly Outcome[]> => {
  const report = join(folder, 'mutant-report.json')
  rmSync(report, { force: true })
  const rest = ['run', ...files, '-t', titleOf(ids).source, '--reporter=json', `--outputFile=${report}`]
  await runInGroup(folder, rest, longest)
  if (!existsSync(report)) throw new Error('no report: the run broke down or took too long')
  const { testResults }: Report = JSON.parse(readFileSync(report, 'utf8'))
  return testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ status }) => status === 'passed' || status === 'failed')
      .map(({ fullName, status }) => ({ file: relative(folder, name), title: fullName, isRed: status === 'failed' })),
  )
}
