/** The count at the end of npm test is honest: nothing that failed, broke down or was skipped counts as passed. */
import { describe, expect, it } from 'vitest'
import { countByLine, countByReport, pass } from './run-step.mjs'

describe('a command that counts for itself', () => {
  it('is counted by its last line', () => {
    expect(countByLine('7 passed, 1 failed\nmore\n12 passed, 3 failed\n', 1)).toEqual({ passed: 12, failed: 3 })
  })

  it('has failed when it says nothing, or ends badly after saying nothing failed', () => {
    expect(countByLine('all is well\n', 0)).toEqual({ passed: 0, failed: 1 })
    expect(countByLine('12 passed, 0 failed\n', 1)).toEqual({ passed: 12, failed: 1 })
  })
})

describe("the runner's report", () => {
  const report = { numPassedTests: 5, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, testResults: [] }

  it('counts skipped tests as failed', () => {
    expect(countByReport({ ...report, numPendingTests: 2, numTodoTests: 1 }, 0)).toEqual({ passed: 5, failed: 3 })
  })

  it('counts a file that did not load as failed', () => {
    const testResults = [{ status: 'failed', assertionResults: [] }]
    expect(countByReport({ ...report, testResults }, 1)).toEqual({ passed: 5, failed: 1 })
  })

  it('counts an error outside every test as failed', () => {
    expect(countByReport(report, 1)).toEqual({ passed: 5, failed: 1 })
  })
})

describe('a step', () => {
  it('that hangs is stopped, with everything that it started', async () => {
    const script = `require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' }); setInterval(() => {}, 1000)`
    expect(await pass([process.execPath, '-e', script], process.env, 300)).toMatchObject({ code: 1 })
  })
})
