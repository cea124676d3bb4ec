/** The tables of docs/performance.md, from the results of the last whole runs: what stands between `<!-- bench:NAME -->` and `<!-- /bench -->`. */
import { readFileSync, writeFileSync } from 'node:fs'
import { operations, type Operation } from './contestants/contestant.ts'
import { httpCrossings, stdioCrossings } from './doors/door.ts'
import { crossingTable, type GatewayResults } from './results-gateway.ts'
import { tableOf, type Entrant, type Results } from './results.ts'

const page = new URL('../docs/performance.md', import.meta.url)

const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`results/${name}.json`, import.meta.url), 'utf8'))

const run = read('run') as Results
const guard = read('guard') as { readonly when: string; readonly rows: readonly GuardRow[] }
const growth = read('growth') as Growth
const gateway = read('gateway') as GatewayResults

interface GuardRow {
  readonly guard: string
  readonly open: number
  readonly seen: number
  readonly new: number
}

interface Growth {
  readonly when: string
  readonly tokens: number
  readonly empty: { readonly cpuMicroseconds: number }
  readonly full: { readonly cpuMicroseconds: number }
  readonly megabytes: number
  readonly rate: number
  readonly calm: { readonly p99: number }
  readonly during: { readonly p99: number }
  readonly swept: number
  readonly seconds: number
}

const row = (...cells: readonly string[]): string => `| ${cells.join(' | ')} |`

const conditions = (): string =>
  [
    `${run.when} UTC; ${run.machine}; ${run.conditions}. Load of the machine at the end: ${run.load.join(', ')}.`,
    ...run.entrants.map(({ name, says }) => `- **${name}**: ${says}.`),
  ].join('\n')

const gatewayConditions = (): string => {
  const { when, machine, conditions: how, load, doors } = gateway
  const about = `${when} UTC; ${machine}; ${how}. Load of the machine at the end: ${load.join(', ')}.`
  return [about, ...doors.map(({ name, says }) => `- **${name}**: ${says}.`)].join('\n')
}

const named = (start: string): Entrant | undefined => run.entrants.find(({ name }) => name.startsWith(start))

/** CPU of one operation: peer divided by ours, floor divided by ours. */
const ratios = (): string => {
  const times = (entrant: Entrant | undefined, operation: Operation): number | undefined =>
    entrant?.operations[operation]?.cpuMicroseconds
  const ratio = (other: string, ours: string, operation: Operation): string => {
    const [theirs, own] = [times(named(other), operation), times(named(ours), operation)]
    return theirs === undefined || own === undefined ? '-' : (theirs / own).toFixed(2)
  }
  const rows = (Object.entries(operations) as [Operation, string][]).map(([operation, title]) =>
    row(
      title,
      ratio('oidc-provider', 'Gatehouse, NORMAL', operation),
      ratio('better-auth', 'Gatehouse, NORMAL', operation),
      ratio('floor, NORMAL', 'Gatehouse, NORMAL', operation),
      ratio('floor, FULL', 'Gatehouse, FULL', operation),
    ),
  )
  return [
    row('operation', 'oidc-provider costs', 'better-auth costs', 'the floor costs, NORMAL', 'the floor costs, FULL'),
    row('---', '---', '---', '---', '---'),
    ...rows,
  ].join('\n')
}

const latency = (): string => {
  const ours = named('Gatehouse, NORMAL')
  const rows = (Object.entries(operations) as [Operation, string][]).flatMap(([operation, title]) => {
    const figures = ours?.atSeventy[operation]
    return figures ? [row(title, `${figures.p50.toFixed(1)} ms`, `${figures.p99.toFixed(1)} ms`)] : []
  })
  return [row('at 70 % of its most', 'p50', 'p99'), row('---', '---', '---'), ...rows].join('\n')
}

const guards = (): string =>
  [
    `${guard.when} UTC.\n`,
    row('guard', 'the endpoint alone', 'token seen before: more', 'new token, ES256: more'),
    row('---', '---', '---', '---'),
    ...guard.rows.map((one) =>
      row(one.guard, ...[one.open, one.seen, one.new].map((microseconds) => `${microseconds.toFixed(1)} us`)),
    ),
  ].join('\n')

const grown = (): string =>
  [
    row('what', 'measured'),
    row('---', '---'),
    row('CPU of a refresh, empty database', `${growth.empty.cpuMicroseconds.toFixed(0)} us`),
    row(
      `CPU of a refresh, ${growth.tokens.toLocaleString('en')} tokens stored`,
      `${growth.full.cpuMicroseconds.toFixed(0)} us: ${(growth.full.cpuMicroseconds / growth.empty.cpuMicroseconds).toFixed(2)} times`,
    ),
    row('the file', `${growth.megabytes} MB`),
    row('swept', `${growth.swept.toLocaleString('en')} tokens in ${growth.seconds.toFixed(0)} s, without a pause`),
    row(
      `p99 of ${growth.rate.toFixed(0)} refreshes a second`,
      `${growth.calm.p99.toFixed(0)} ms before, ${growth.during.p99.toFixed(0)} ms meanwhile`,
    ),
  ].join('\n')

const blocks: Readonly<Record<string, () => string>> = {
  conditions,
  ratios,
  latency,
  guards,
  grown,
  'gateway-conditions': gatewayConditions,
  'gateway-http': () => crossingTable(gateway, httpCrossings),
  'gateway-stdio': () => crossingTable(gateway, stdioCrossings),
  run: () => tableOf(run).trimEnd(),
}

const text = readFileSync(page, 'utf8')
let written = text
for (const [name, make] of Object.entries(blocks)) {
  const block = new RegExp(`(<!-- bench:${name} -->\\n)[^]*?(\\n<!-- /bench -->)`)
  written = written.replace(block, (_, before: string, after: string) => `${before}\n${make()}\n${after}`)
}
writeFileSync(page, written)
