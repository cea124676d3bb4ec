/**
 * `npm run bench`: every contestant a process of its own, all of them in one run, in turn, so that whatever else the machine does meets
 * them alike. `--quick`: one short round. `--only refresh,machine`. `--of gatehouse,floor`. `--port 4700`: the first of the ports.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { operations, type Contestant, type Operation } from './contestants/contestant.ts'
import { contestants } from './contestants/index.ts'
import { startGenerator } from './load/generator.ts'
import type { Span } from './load/work.ts'
import { isPinned } from './machine/pinned.ts'
import { memoryOf } from './machine/process-usage.ts'
import { prepare } from './machine/prepare.ts'
import { startServer, type ServerProcess } from './machine/server-process.ts'
import { measureAll, type Measured, type Standing } from './measure-all.ts'
import { median, resultsOf, saveResults, tableOf, type Entrant } from './results.ts'

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    of: { type: 'string' },
    port: { type: 'string', default: '4700' },
    rounds: { type: 'string' },
  },
})

const span: Span = values.quick ? { warmUp: 0.5, counted: 0.7 } : { warmUp: 1, counted: 1.5 }
const rounds = Number(values.rounds ?? (values.quick ? 1 : 3))
const asked = (Object.keys(operations) as Operation[]).filter((name) => values.only?.split(',').includes(name) ?? true)
const invited = contestants.filter(
  ({ name }) => values.of?.split(',').some((one) => name.toLowerCase().includes(one)) ?? true,
)

const say = (line: string): void => console.error(`${(performance.now() / 1000).toFixed(0).padStart(4)} s  ${line}`)

/** Its second start is the one that counts: at the first one, keys and tables are made. */
const stand = async (contestant: Contestant, port: number): Promise<Standing> => {
  const directory = mkdtempSync(join(tmpdir(), 'gatehouse-bench-'))
  const place = { port, url: `http://localhost:${port}`, directory }
  const begin = () => startServer(contestant.command(place), { port, metadataPath: contestant.metadataPath })
  await (await begin()).stop()
  const starts: ServerProcess[] = []
  const memories: number[] = []
  for (let turn = 0; turn < (values.quick ? 1 : 3); turn += 1) {
    await starts.at(-1)?.stop()
    const started = await begin()
    starts.push(started)
    memories.push(memoryOf(started.pid))
  }
  const server = starts.at(-1)
  if (!server) throw new Error('no start was made')
  const start = { milliseconds: median(starts.map(({ milliseconds }) => milliseconds)), megabytes: median(memories) }
  say(`${contestant.name}: ${contestant.says}`)
  return { contestant, place, server, works: await contestant.prepare(place), start }
}

const main = async (): Promise<void> => {
  const generator = startGenerator()
  const standings: Standing[] = []
  try {
    for (const [index, contestant] of invited.entries()) {
      standings.push(await stand(contestant, Number(values.port) + index))
    }
    const measured = await measureAll(standings, generator, { asked, rounds, span, say })
    const entrants: Entrant[] = []
    for (const standing of standings) entrants.push(await entrantOf(standing, measured))
    const results = resultsOf(entrants, conditions())
    saveResults(values.quick || values.only || values.of ? 'last-partial-run' : 'run', results)
    console.log(tableOf(results))
  } finally {
    generator.close()
    for (const standing of standings) await leave(standing)
  }
}

const conditions = (): string => {
  const cores = isPinned ? 'pinned to cores of their own' : 'not pinned'
  const times = `${rounds} rounds of ${span.counted} s after a warm-up of ${span.warmUp} s, medians, after 8,000 operations or 4 s`
  return `64 keep-alive connections, ${times}; server and load ${cores}`
}

const leave = async ({ server, place }: Standing): Promise<void> => {
  await server.stop()
  rmSync(place.directory, { recursive: true, force: true })
}

const entrantOf = async (standing: Standing, { figures, atRate }: Measured): Promise<Entrant> => {
  const { contestant, server, start } = standing
  const own = figures(standing)
  // Only ours: how peers behave below their limit is theirs to say.
  const isOurs = contestant.name.startsWith('Gatehouse')
  return {
    name: contestant.name,
    says: contestant.says,
    start,
    megabytesAtEnd: memoryOf(server.pid),
    operations: own,
    atSeventy: isOurs ? await atRate(standing, own) : {},
  }
}

prepare()
await main()
