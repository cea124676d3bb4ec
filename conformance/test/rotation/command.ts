/** `npm run rotation -- --minutes 5`: keys that change every ten seconds under replicas and guards at work, told as a table for docs/proof/. X11 */
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { rotateUnderLoad } from './run.ts'

const say = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '5' } } })
const minutes = Number(values.minutes)
if (!(minutes > 0 && minutes <= 60)) throw new Error('--minutes: more than 0, at most 60')

const plan = {
  seconds: minutes * 60,
  speed: 1,
  rotateEvery: 10,
  publishAhead: 60,
  replicas: 2,
  guards: 3,
  pace: 5,
} as const
const { tokens, checks, failures, rotations, fetches, publishedAtTheEnd } = await rotateUnderLoad(plan)

say('# Rotation\n')
say(
  `A new signing key every ${plan.rotateEvery} seconds for ${minutes} minutes, each published ${plan.publishAhead} seconds before it signs.`,
)
say(
  `${plan.replicas} replicas as processes on one SQLite file sign in turn; ${plan.guards} guards verify, each with its own cache of keys.`,
)
say('Each token is shown to its guard at once, 45, 130 or 250 seconds after it was signed.')
say(`Node ${process.versions.node}, SQLite ${process.versions['sqlite'] ?? '?'}, ${cpus().length} cores.\n`)
say('| what | how often |')
say('| --- | ---: |')
say(`| tokens signed | ${tokens} |`)
say(`| tokens shown to a guard | ${checks} |`)
say(`| live tokens refused (must be 0) | ${failures.length} |`)
say(`| changes of the key that signs | ${rotations} |`)
for (const [index, count] of fetches.entries()) {
  say(`| times guard ${index + 1} asked for the keys (at most one a change) | ${count} |`)
}
say(`| keys published at the end | ${publishedAtTheEnd} |`)
for (const failure of failures.slice(0, 20)) say(`\n- ${failure}`)
process.exitCode = failures.length === 0 && fetches.every((count) => count <= rotations) ? 0 : 1
