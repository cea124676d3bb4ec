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

/** Rejects when the run takes longer than `longest` milliseconds or leaves no report. */
export const runTests = async (folder: string, { files, ids, longest }: Run): Promise<readonly Outcome[]> => {
  const report = join(folder, 'mutant-report.json')
  rmSync(report, { force: true })
  const vitest = join(folder, 'node_modules', 'vitest', 'vitest.mjs')
  const rest = ['run', ...files, '-t', titleOf(ids).source, '--reporter=json', `--outputFile=${report}`]
  const child = spawn(process.execPath, [vitest, ...rest], {
    cwd: folder,
    stdio: 'ignore',
    timeout: longest,
    killSignal: 'SIGKILL',
  })
  await once(child, 'exit')
  if (!existsSync(report)) throw new Error('no report: the run broke down or took too long')
  const { testResults }: Report = JSON.parse(readFileSync(report, 'utf8'))
  return testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ status }) => status === 'passed' || status === 'failed')
      .map(({ fullName, status }) => ({ file: relative(folder, name), title: fullName, isRed: status === 'failed' })),
  )
}
