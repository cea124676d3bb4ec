/** `npm run crashes -- --kills 100`: kill -9 of a working server, as often as is asked, told as a table for docs/proof/. X2 */
import { cpus, loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { killOften } from './laboratory.ts'

const say = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

const numberOf = (name: string, text: string, most: number): number => {
  const number = Number(text)
  if (Number.isSafeInteger(number) && number > 0 && number <= most) return number
  throw new Error(`--${name}: a number from 1 to ${most}`)
}

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '100' },
    clients: { type: 'string', default: '16' },
    seed: { type: 'string', default: '1' },
  },
})
const plan = {
  kills: numberOf('kills', values.kills, 1000),
  clients: numberOf('clients', values.clients, 200),
  seed: numberOf('seed', values.seed, 2 ** 32 - 1),
}

const began = performance.now()
const { starts, counted, violations } = await killOften(plan)
const minutes = ((performance.now() - began) / 60_000).toFixed(1)
const slowest = Math.max(...starts)
const typical = starts.toSorted((a, b) => a - b)[Math.floor(starts.length / 2)] ?? 0

say('# Crashes\n')
say(
  `One server on SQLite (synchronous = full), ${plan.clients} clients at work over HTTP, killed with SIGKILL ${plan.kills} times,`,
)
say(`each time at another moment 50 to 1,500 ms after it was ready (seed ${plan.seed}). ${minutes} minutes.`)
say(
  `Node ${process.versions.node}, SQLite ${process.versions['sqlite'] ?? '?'}, ${cpus().length} cores, load average ${(loadavg()[0] ?? 0).toFixed(1)} at the end.\n`,
)
say('| what | how often |')
say('| --- | ---: |')
for (const [what, times] of Object.entries({ kills: plan.kills, ...counted })) say(`| ${what} | ${times} |`)
say(`| ready again, median | ${typical.toFixed(0)} ms |`)
say(`| ready again, slowest (must be below 3,000 ms) | ${slowest.toFixed(0)} ms |`)
say(`| violations | ${violations.length} |`)
for (const violation of violations.slice(0, 20)) say(`\n- ${violation}`)
process.exitCode = violations.length === 0 && slowest < 3000 ? 0 : 1
