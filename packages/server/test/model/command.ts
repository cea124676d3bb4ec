/** `npm run model -- --runs 20000`: fresh lives of the whole authorization server by hand; a counter-example is printed with what brings it back. */
import { parseArgs } from 'node:util'
import { defaultReportMessage } from 'fast-check'
import { explore } from './explore.ts'
import { onMemory, onSqlite } from './stages.ts'

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '2000' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    store: { type: 'string', default: 'memory' },
    path: { type: 'string' },
    'replay-path': { type: 'string' },
  },
})
const seed = Number(values.seed)
const began = performance.now()
const { details, tally } = await explore({
  open: values.store === 'sqlite' ? onSqlite : onMemory,
  runs: Number(values.runs),
  seed,
  path: values.path,
  replayPath: values['replay-path'],
})
const took = ((performance.now() - began) / 1000).toFixed(0)
process.stdout.write(`${details.numRuns} runs on ${values.store}, seed ${seed}, ${took} s\n`)
for (const [came, times] of [...tally].toSorted(([one], [other]) => (one < other ? -1 : 1)))
  process.stdout.write(`${String(times).padStart(7)}  ${came}\n`)
if (details.failed) {
  process.stdout.write(`${defaultReportMessage(details) ?? ''}\n${String(details.errorInstance)}\n`)
  process.exitCode = 1
}
