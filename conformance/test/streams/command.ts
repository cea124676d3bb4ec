/** `npm run streams -- --streams 10000 --gateways 2 --seconds 60`: event streams through gateways, told as a table for docs/proof/. X15 */
import { execFile } from 'node:child_process'
import { cpus, loadavg } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs, promisify } from 'node:util'
import type { Outcome, Plan } from './run.ts'

const worker = fileURLToPath(new URL('worker.ts', import.meta.url))
const say = (line: string): void => void process.stdout.write(`${line}\n`)

const { values } = parseArgs({
  options: {
    streams: { type: 'string', default: '10000' },
    gateways: { type: 'string', default: '2' },
    seconds: { type: 'string', default: '60' },
  },
})
const [streams, gateways, seconds] = [Number(values.streams), Number(values.gateways), Number(values.seconds)]
if (!(streams > 0 && gateways > 0 && streams % (2 * gateways) === 0)) {
  throw new Error('--streams: so many that each of two servers of each of the --gateways has as many')
}
if (!(seconds > 0 && seconds <= 600)) throw new Error('--seconds: more than 0, at most 600')

const plan: Plan = { streams: streams / gateways, seconds, every: 10, churn: 1 }
const work = async (): Promise<Outcome> => {
  const words = ['--conditions=gatehouse:source', worker, JSON.stringify(plan)]
  const { stdout } = await promisify(execFile)(process.execPath, words, { timeout: (seconds + 300) * 1000 })
  return JSON.parse(stdout) as Outcome
}
const outcomes = await Promise.all(Array.from({ length: gateways }, work))

const row = (what: string, told: (outcome: Outcome) => string): void =>
  say(`| ${what} | ${outcomes.map(told).join(' | ')} |`)
const ms = (span: number): string => span.toFixed(1)

say('# Streams\n')
say(
  `${streams} event streams through ${gateways} \`gatehouse protect\`, each before two servers, for ${seconds} seconds.`,
)
say(
  `One message on each stream every ${plan.every} seconds; each second ${plan.churn} of a hundred leave and as many come.`,
)
say('Then one server of each gateway is killed, and at last everybody leaves.')
say(`Node ${process.versions.node}, ${cpus().length} cores, load average ${(loadavg()[0] ?? 0).toFixed(1)}.\n`)
say(`| what | ${outcomes.map((_, index) => `gateway ${index + 1}`).join(' | ')} |`)
say(`| --- |${outcomes.map(() => ' ---: |').join('')}`)
row('streams opened', ({ opened }) => `${opened}`)
row('memory of the gateway for each stream in KB (goal: 50)', ({ kilobytesEach }) => kilobytesEach.toFixed(1))
row('messages heard', ({ messages }) => `${messages}`)
row('messages of another server (must be 0)', ({ strays }) => `${strays}`)
row('delay in ms: half of them, 99 of 100 (goal: 250), the longest', ({ delay }) =>
  [delay.p50, delay.p99, delay.most].map(ms).join(', '),
)
row('streams of the killed server, and how many ended', ({ killed }) => `${killed.own}, ${killed.ownEnded}`)
row('streams of the other, and how many ended (must be 0)', ({ killed }) => `${killed.others}, ${killed.othersEnded}`)
row('descriptors of the gateway before, at the most, after (must be before + 20)', ({ descriptors }) =>
  [descriptors.before, descriptors.most, descriptors.after].join(', '),
)
const isWell = ({ strays, killed, descriptors }: Outcome): boolean =>
  strays === 0 &&
  killed.ownEnded === killed.own &&
  killed.othersEnded === 0 &&
  descriptors.after <= descriptors.before + 20
process.exitCode = outcomes.every(isWell) ? 0 : 1
