/** The rounds that a test has no time for. `npm run races -- --rounds 1000`: races for what may happen once, told as a table for docs/proof/. X3 */
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { openRaces, PERMISSIONS } from './races.ts'
import type { Call, Races, Told } from './races.ts'
import { fromOutside } from './sqlite-files.ts'

interface Discipline {
  readonly title: string
  readonly call: Call
  readonly winners: readonly [word: string, times: number]
  readonly losers: string
}

const DISCIPLINES: readonly Discipline[] = [
  { title: 'redeem one code', call: 'redeem', winners: ['issued', 1], losers: 'alreadySpent' },
  { title: 'refresh one token', call: 'refresh', winners: ['issued', 1], losers: 'alreadySpent' },
  { title: 'use one jti of one issuer', call: 'takeOnce', winners: ['first', 1], losers: 'again' },
  { title: 'rotate the signing key', call: 'rotateKey', winners: ['added', 1], losers: 'notNewest' },
  { title: 'use a permission for five', call: 'usePermission', winners: ['taken', PERMISSIONS], losers: 'refused' },
]

/** Of both processes in one round. */
const CALLS = 128

/** What no interleaving may leave behind, whatever was told. */
const SCARS = `
  select 'parent with two children' as scar from refresh_tokens
    where parent_id is not null group by tenant_id, parent_id having count(*) > 1
  union all select 'rotated token without its child' from refresh_tokens as parent
    where rotated_at is not null and not exists (
      select 1 from refresh_tokens as child where child.tenant_id = parent.tenant_id and child.parent_id = parent.id)
  union all select 'spent code without its grant' from codes
    where spent_at is not null and not exists (
      select 1 from grants where grants.tenant_id = codes.tenant_id and grants.id = codes.grant_id)`

const isAsExpected = (told: Told, { winners: [word, times], losers }: Discipline): boolean =>
  Object.keys(told).length === 2 && told[word] === times && told[losers] === CALLS - times

const run = async (races: Races, discipline: Discipline, rounds: number): Promise<number> => {
  const { title, call, winners } = discipline
  const wins = [0, 0]
  const wrong: Told[] = []
  const began = performance.now()
  for (let round = 0; round < rounds; round += 1) {
    const { told, each } = await races.round(call)
    if (!isAsExpected(told, discipline)) wrong.push(told)
    each.forEach((one, index) => (wins[index] = (wins[index] ?? 0) + (one[winners[0]] ?? 0)))
  }
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  say(
    `| ${title} | ${rounds} | ${rounds * CALLS} | ${rounds - wrong.length} | ${wrong.length} | ${wins.join(' : ')} | ${seconds} |`,
  )
  for (const told of wrong.slice(0, 5)) say(`\n${title}: ${JSON.stringify(told)}\n`)
  return wrong.length
}

const say = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '1000' } } })
const rounds = Number(values.rounds)
if (!Number.isSafeInteger(rounds) || rounds < 1 || rounds > 10_000)
  throw new Error('--rounds: a number from 1 to 10000')

const races = await openRaces()
try {
  say('# Races\n')
  say(`Two processes on one SQLite file, 64 calls each, started at one barrier.`)
  say(`Node ${process.versions.node}, SQLite ${process.versions['sqlite'] ?? '?'}, ${cpus().length} cores.\n`)
  say(
    '| race | rounds | calls | rounds with exactly their winners | other rounds | won by one : by the other | seconds |',
  )
  say('| --- | ---: | ---: | ---: | ---: | ---: | ---: |')
  let wrong = 0
  for (const discipline of DISCIPLINES) wrong += await run(races, discipline, rounds)
  const { scars, integrity } = fromOutside(races.path, (database) => ({
    scars: database.prepare(SCARS).all(),
    integrity: database.prepare('pragma integrity_check').all(),
  }))
  say(`\nAfterwards in the database: ${scars.length} scars; integrity_check: ${JSON.stringify(integrity)}.`)
  process.exitCode = wrong + scars.length === 0 ? 0 : 1
} finally {
  await races.close()
}
