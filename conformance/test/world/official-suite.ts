/** The official suite's scenarios for servers, run against a URL: what each scored, and which of them the revision requires. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const suite = fileURLToPath(import.meta.resolve('@modelcontextprotocol/conformance/package.json')).replace(
  'package.json',
  'dist/index.js',
)

/** The SDK's example server, which the suite is written for. */
export const example = fileURLToPath(new URL('../../third-party/everything-server.ts', import.meta.url))

export type Score = readonly [passed: number, failed: number]

export interface Report {
  readonly scores: ReadonlyMap<string, Score>
  /** What the revision requires; the suite runs more than that. */
  readonly required: readonly string[]
}

export const measureServer = async (url: string, revision: string): Promise<Report> => {
  const folder = await mkdtemp(join(tmpdir(), 'official-server-'))
  const words = [suite, 'server', '--url', url, '--requirements', revision, '-o', folder]
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'ignore'] })
  let printed = ''
  child.stdout.on('data', (text: Buffer) => (printed += text.toString()))
  await once(child, 'close')
  await rm(folder, { recursive: true, force: true })
  return read(printed)
}

const read = (printed: string): Report => {
  const [scored = '', extra = ''] = (printed.split('=== SUMMARY ===')[1] ?? '').split('Not scored for')
  const lines = [...scored.matchAll(/^[✓✗] (\S+): (\d+) passed, (\d+) failed/gm)]
  const scores = new Map(
    lines.map(([, name = '', passed, failed]) => [name, [Number(passed), Number(failed)] as const]),
  )
  const unscored = new Set([...extra.matchAll(/^ +[✓✗] (\S+) \(/gm)].map(([, name = '']) => name))
  return { scores, required: [...scores.keys()].filter((name) => !unscored.has(name)) }
}
