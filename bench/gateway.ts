/**
 * `npm run bench:gateway`: what stands between a client and an MCP server, each door a process of its own, in turn, over HTTP and around
 * stdio. The CPU is the door's alone: MCP servers run on the core of the load. `--quick`, `--only call,events`, `--of gatehouse,undici`,
 * `--profile <directory>`: a CPU profile of ours for each crossing, for `node bench/profile.ts <file>`. `--sources`: ours as it stands here,
 * without a build. `--port 4800`.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { cross } from './cross.ts'
import { crossings, type Crossing, type Ground } from './doors/door.ts'
import { gatehouse } from './doors/gatehouse.ts'
import { doorsOverHttp, upstreamCommand } from './doors/over-http.ts'
import { doorsOverStdio } from './doors/over-stdio.ts'
import { startGenerator } from './load/generator.ts'
import type { Span } from './load/work.ts'
import { startIssuer } from './machine/local-issuer.ts'
import { pinned } from './machine/pinned.ts'
import { prepare } from './machine/prepare.ts'
import { startServer } from './machine/server-process.ts'
import { conditionsOf, crossingTable, type Crossed } from './results-gateway.ts'
import { runOf, saveResults } from './results.ts'

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    of: { type: 'string' },
    profile: { type: 'string' },
    sources: { type: 'boolean', default: false },
    port: { type: 'string', default: '4800' },
  },
})

const span: Span = values.quick ? { warmUp: 0.5, counted: 1 } : { warmUp: 1, counted: 2 }
const rounds = values.quick ? 1 : 3
const flags = [
  ...(values.profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${values.profile}`]),
  ...(values.sources ? ['--conditions=gatehouse:source'] : []),
]
const asked = (Object.keys(crossings) as Crossing[]).filter((name) => values.only?.split(',').includes(name) ?? true)
const doors = [gatehouse(flags), ...doorsOverHttp, ...doorsOverStdio].filter(
  ({ name }) => values.of?.split(',').some((one) => name.toLowerCase().includes(one)) ?? true,
)

const say = (line: string): void => console.error(`${(performance.now() / 1000).toFixed(0).padStart(4)} s  ${line}`)

const fileOf = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

const main = async (): Promise<void> => {
  const directory = mkdtempSync(join(tmpdir(), 'gatehouse-bench-'))
  const issuer = await startIssuer()
  let port = Number(values.port)
  const nextPort = (): number => (port += 1)
  const upstreamPort = nextPort()
  const upstream = await startServer(
    { ...upstreamCommand(upstreamPort), role: 'load' },
    { port: upstreamPort, metadataPath: '/up' },
  )
  const onLoadCore = (...argv: string[]): readonly string[] => pinned('load', process.execPath, ...argv)
  const everything = fileOf('node_modules/@modelcontextprotocol/server-everything/dist/index.js')
  const ground: Ground = {
    issuer,
    upstream: `http://127.0.0.1:${upstreamPort}`,
    commands: { lines: onLoadCore(fileOf('servers/mcp-stdio.ts')), everything: onLoadCore(everything, 'stdio') },
    directory,
    nextPort,
  }
  const generator = startGenerator()
  try {
    const measured: Partial<Record<Crossing, Crossed>> = {}
    const plan = { ground, generator, rounds, span, say }
    for (const crossing of asked) measured[crossing] = await cross(crossing, doors, plan)
    const says = doors.map(({ name, says: words }) => ({ name, says: words }))
    const results = { ...runOf(conditionsOf(rounds, span)), doors: says, crossings: measured }
    saveResults(values.quick || values.only || values.of ? 'last-partial-gateway' : 'gateway', results)
    console.log(crossingTable(results, Object.keys(crossings) as Crossing[]))
  } finally {
    generator.close()
    await upstream.stop()
    issuer.close()
    rmSync(directory, { recursive: true, force: true })
  }
}

prepare({ isBuilt: values.sources })
await main()
