/** Runs one step and counts: takes its command, passes its output on, hands over how much passed and failed. */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * @typedef {import('./steps.mjs').Step} Step
 * @typedef {{ passed: number, failed: number }} Count
 * @typedef {{ numPassedTests: number, numFailedTests: number, numPendingTests: number, numTodoTests: number, testResults: { status: string, assertionResults: { status: string }[] }[] }} Report
 */

/** A step that hangs has failed; the later ones still have their say. In milliseconds. */
const longestStep = 20 * 60_000

/**
 * Resolves with the exit code and the end of what was printed. A step and everything it started is one group, which ends with it.
 * @type {(command: readonly string[], env: NodeJS.ProcessEnv, limit?: number) => Promise<{ code: number, tail: string }>}
 */
export const pass = ([program = '', ...rest], env, limit = longestStep) =>
  new Promise((resolve) => {
    const child = spawn(program, rest, { env, stdio: ['ignore', 'pipe', 'inherit'], detached: true })
    const endGroup = () => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
      } catch {
        // Nobody of the group is left.
      }
    }
    const timer = setTimeout(() => {
      process.stdout.write(`stopped: not done after ${limit / 1000} s\n`)
      endGroup()
    }, limit)
    const leave = () => process.exit(130)
    process.once('SIGINT', leave).once('SIGTERM', leave).once('exit', endGroup)
    let tail = ''
    const done = (/** @type {number} */ code, /** @type {string} */ said) => {
      clearTimeout(timer)
      endGroup()
      process.off('SIGINT', leave).off('SIGTERM', leave).off('exit', endGroup)
      resolve({ code, tail: said })
    }
    child.stdout.on('data', (/** @type {Buffer} */ chunk) => {
      process.stdout.write(chunk)
      tail = (tail + chunk.toString()).slice(-4096)
    })
    child.on('error', (error) => done(127, error.message))
    child.on('close', (code) => done(code ?? 1, tail))
  })

/** @type {(code: number) => Count} */
const byExit = (code) => (code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 })

/**
 * A step that fails without naming a failure has failed all the same.
 * @type {(count: Count, code: number) => Count}
 */
const honest = (count, code) => (code !== 0 && count.failed === 0 ? { ...count, failed: 1 } : count)

/** @type {(tail: string, code: number) => Count} */
export const countByLine = (tail, code) => {
  const [, passed, failed] = /^(\d+) passed, (\d+) failed\s*$/m.exec(tail.trimEnd().split('\n').at(-1) ?? '') ?? []
  return passed === undefined ? byExit(code || 1) : honest({ passed: Number(passed), failed: Number(failed) }, code)
}

/**
 * Skipped tests and files that do not load count as failed: nothing is quietly left out.
 * @type {(report: Report, code: number) => Count}
 */
export const countByReport = (report, code) => {
  const skipped = report.numPendingTests + report.numTodoTests
  const unloaded = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.every((one) => one.status !== 'failed'),
  ).length
  return honest({ passed: report.numPassedTests, failed: report.numFailedTests + skipped + unloaded }, code)
}

/** @type {(step: Step, env: NodeJS.ProcessEnv) => Promise<Count>} */
const runVitest = async ({ command }, env) => {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-test-'))
  const file = join(folder, 'report.json')
  try {
    const { code } = await pass([...command, '--reporter=default', '--reporter=json', `--outputFile.json=${file}`], env)
    /** @type {Report} */
    const report = JSON.parse(readFileSync(file, 'utf8'))
    return countByReport(report, code)
  } catch {
    return { passed: 0, failed: 1 }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** @type {(step: Step, env: NodeJS.ProcessEnv) => Promise<Count>} */
export const runStep = async (step, env) => {
  if (step.counts === 'vitest') return runVitest(step, env)
  const { code, tail } = await pass(step.command, env)
  return step.counts === 'line' ? countByLine(tail, code) : byExit(code)
}
