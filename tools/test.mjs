/** `npm test`: brings a fresh machine to what the tests need, runs them all, ends with `N passed, N failed`. `-- --only unit,lint` runs some, `--only check` the quick ones. */
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensureChromium, ensureSpin } from './machine/from-apt.mjs'
import { ensureInstalled } from './machine/install.mjs'
import { findNode, howToGetNode, outerPath } from './machine/node.mjs'
import { runStep } from './suite/run-step.mjs'
import { steps } from './suite/steps.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
process.chdir(root)

const say = (/** @type {string} */ line) => console.log(line)
const giveUp = (/** @type {string} */ line) => {
  say(`${line}\n\n0 passed, 1 failed`)
  process.exit(1)
}

const chosen = () => {
  const at = process.argv.indexOf('--only')
  if (at < 0) return steps
  const names = (process.argv[at + 1] ?? '').split(',')
  const some = steps.filter((step) => names.includes(step.name) || (step.quick && names.includes('check')))
  return some.length > 0 ? some : giveUp(`--only knows check, ${steps.map(({ name }) => name).join(', ')}`)
}

const plan = chosen()
if (!ensureInstalled(root, 'all', say)) giveUp('the installation failed; npm says why above')
const node = findNode(root, 'bundled') ?? giveUp(howToGetNode())
const env = {
  ...process.env,
  PATH: [dirname(node), join(root, 'node_modules', '.bin'), outerPath(root)].join(delimiter),
}

/** @type {{ name: string, passed: number, failed: number, seconds: number }[]} */
const results = []

const missing = {
  browser: plan.some(({ browser }) => browser) ? ensureChromium(say) : undefined,
  spin: plan.some(({ spin }) => spin) ? ensureSpin(say) : undefined,
}
for (const [name, line] of Object.entries(missing)) {
  if (line === undefined) continue
  say(line)
  results.push({ name, passed: 0, failed: 1, seconds: 0 })
}

for (const step of plan) {
  say(`\n== ${step.name}: ${step.what}`)
  const from = performance.now()
  const stands = results.every(({ name, failed }) => name !== step.needs || failed === 0)
  if (!stands) say(`not run: ${step.needs} failed`)
  const count = stands ? await runStep(step, env) : { passed: 0, failed: 1 }
  results.push({ name: step.name, ...count, seconds: (performance.now() - from) / 1000 })
}

say('')
for (const { name, passed, failed, seconds } of results)
  say(
    `${failed > 0 ? 'FAILED' : 'ok    '} ${name.padEnd(12)} ${String(passed).padStart(5)} passed ${String(failed).padStart(4)} failed ${seconds.toFixed(1).padStart(7)} s`,
  )

const sum = (/** @type {'passed' | 'failed'} */ member) => results.reduce((total, result) => total + result[member], 0)
say(`\n${sum('passed')} passed, ${sum('failed')} failed`)
process.exitCode = sum('failed') > 0 ? 1 : 0
