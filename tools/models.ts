/** `npm run models`: explores every state of the models in models/, and sees each fail without its guards. `-- keys.pml` runs one. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseReport, type Report } from './models/parse-report.ts'

interface Model {
  readonly model: string
  /** Each a list of names that are defined for one run. */
  readonly holds: readonly (readonly string[])[]
  readonly fails: readonly (readonly string[])[]
}

const folder = fileURLToPath(new URL('../models/', import.meta.url))
const say = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

/** In milliseconds; the largest takes seconds. */
const longest = 300_000

const explore = (model: string, names: readonly string[]): Report => {
  const scratch = mkdtempSync(join(tmpdir(), 'gatehouse-model-'))
  const run = (program: string, ...words: readonly string[]): string =>
    execFileSync(program, words, {
      cwd: scratch,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: longest,
    })
  try {
    run('spin', ...names.map((name) => `-D${name}`), '-a', join(folder, model))
    run('cc', '-O2', '-DSAFETY', '-DCOLLAPSE', '-w', '-o', 'pan', 'pan.c')
    return parseReport(run(join(scratch, 'pan'), '-m200000', '-w22'))
  } finally {
    rmSync(scratch, { recursive: true })
  }
}

const wanted = process.argv.slice(2)
const models = (JSON.parse(readFileSync(join(folder, 'runs.json'), 'utf8')) as readonly Model[]).filter(
  ({ model }) => wanted.length === 0 || wanted.includes(model),
)
const runs = models.flatMap(({ model, holds, fails }) => [
  ...holds.map((names) => ({ model, names, mustHold: true })),
  ...fails.map((names) => ({ model, names, mustHold: false })),
])

let failed = 0
for (const { model, names, mustHold } of runs) {
  const { outcome, states, reason } = explore(model, names)
  const isRight = outcome === (mustHold ? 'holds' : 'violated')
  if (!isRight) failed += 1
  const told = outcome === 'holds' ? `holds over ${states} states` : `${outcome} after ${states} states: ${reason}`
  say(`${isRight ? 'ok    ' : 'FAILED'} ${model.padEnd(12)} ${names.join(' ').padEnd(22)} ${told}`)
}
say(`${runs.length - failed} passed, ${failed} failed`)
process.exitCode = failed > 0 || runs.length === 0 ? 1 : 0
