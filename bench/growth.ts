/**
 * `npm run bench:growth`: what becomes of Gatehouse when its database has grown old. A million refresh tokens are stored, then half of them
 * expire and are swept while clients go on refreshing. `--port 4790`.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { gatehouse } from './contestants/gatehouse.ts'
import { countTokens, expireHalf, families, fill, requireIndexes, tokensOfOne } from './growth-rows.ts'
import { statementsOfRefreshAndSweep } from './growth-statements.ts'
import { startGenerator } from './load/generator.ts'
import { prepare } from './machine/prepare.ts'
import { startServer } from './machine/server-process.ts'
import { figuresOf, saveResults } from './results.ts'

const { values } = parseArgs({ options: { port: { type: 'string', default: '4790' } } })
const port = Number(values.port)
const directory = mkdtempSync(join(tmpdir(), 'gatehouse-growth-'))
const place = { port, url: `http://localhost:${port}`, directory }
const file = join(directory, 'gatehouse.db')
const contestant = gatehouse('normal')
const server = fileURLToPath(new URL('servers/gatehouse-sweeping.ts', import.meta.url))
const span = { warmUp: 1.5, counted: 2 }
const say = (line: string): void => console.error(`${(performance.now() / 1000).toFixed(0).padStart(4)} s  ${line}`)
const megabytes = (): number => Math.round(statSync(file).size / 1e6)

const begin = () =>
  startServer({ ...contestant.command(place), argv: [server] }, { port, metadataPath: contestant.metadataPath })

const main = async () => {
  const generator = startGenerator()
  const running = await begin()
  try {
    const { refresh } = await contestant.prepare(place)
    if (!refresh) throw new Error('there is no work')
    const refreshing = async (key: string) => {
      const samples = []
      for (let round = 0; round < 3; round += 1) samples.push(await generator.measure({ key, pid: running.pid, span }))
      return figuresOf(samples)
    }
    await generator.prepare({ key: 'refresh', port, work: refresh })
    const empty = await refreshing('refresh')
    say(`empty: ${empty.cpuMicroseconds.toFixed(0)} us`)
    // Beside the running server, whose chains go on afterwards: so both are the same process, as warm as it is.
    await fillBeside()
    const plan = requireIndexes(file, await statementsOfRefreshAndSweep())
    const full = await refreshing('refresh')
    say(`with ${countTokens(file)} tokens, ${megabytes()} MB: ${full.cpuMicroseconds.toFixed(0)} us`)
    const size = megabytes()
    expireHalf(file)
    const before = countTokens(file)
    const rate = 0.3 * full.perSecond
    const calm = await generator.measure({ key: 'refresh', pid: running.pid, span, rate })
    process.kill(running.pid, 'SIGUSR2')
    const begun = performance.now()
    const during = await generator.measure({ key: 'refresh', pid: running.pid, span: { warmUp: 1, counted: 10 }, rate })
    const swept = await untilSwept(before)
    const seconds = (performance.now() - begun) / 1000
    say(
      `swept ${swept} tokens in ${seconds.toFixed(0)} s; p99 ${calm.p99.toFixed(1)} ms before, ${during.p99.toFixed(1)} ms meanwhile`,
    )
    const results = {
      when: new Date().toISOString().slice(0, 16),
      tokens: families * tokensOfOne,
      empty,
      full,
      megabytes: size,
      plan,
      rate,
      calm,
      during,
      swept,
      seconds,
    }
    saveResults('growth', results)
  } finally {
    generator.close()
    await running.stop()
    rmSync(directory, { recursive: true, force: true })
  }
}

const fillBeside = async (): Promise<void> => {
  const begun = performance.now()
  fill(file)
  say(`filled in ${((performance.now() - begun) / 1000).toFixed(0)} s`)
  await pause(500)
}

/** Resolves when nothing went any more for a second. */
const untilSwept = async (before: number): Promise<number> => {
  let last = countTokens(file)
  for (;;) {
    await pause(1000)
    const now = countTokens(file)
    if (now >= last) return before - now
    last = now
  }
}

prepare()
await main()
