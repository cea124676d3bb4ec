/** What the official suite requires of servers, of the SDK's own example server: behind the guard it scores what it scores bare, scenario by scenario. Both are measured through one forwarder. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort, startIssuer } from '@gatehouse/guard-story'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Forwarder, startForwarder } from './world/forwarder.ts'
import { type ExampleGuard, scope } from './world/guard-example.ts'

const suite = fileURLToPath(import.meta.resolve('@modelcontextprotocol/conformance/package.json')).replace(
  'package.json',
  'dist/index.js',
)
const example = fileURLToPath(new URL('../third-party/everything-server.ts', import.meta.url))

type Score = readonly [passed: number, failed: number]

interface Report {
  readonly scores: ReadonlyMap<string, Score>
  /** What the revision requires; the suite runs more than that. */
  readonly required: readonly string[]
}

const closers: (() => unknown)[] = []
let folder: string
let resource: string
let bare: Forwarder
let guarded: Forwarder

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'official-server-'))
  const issuer = await startIssuer()
  closers.push(() => issuer.close())
  const ports = [await freePort(), await freePort()] as const
  resource = `http://localhost:${ports[1]}/mcp`
  const token = await issuer.token(resource, scope)
  await Promise.all([startExample(ports[0]), startExample(ports[1], { resource, issuer: issuer.url })])
  const authorization = () => `Bearer ${token}`
  ;[bare, guarded] = await Promise.all([
    startForwarder(ports[0], authorization),
    startForwarder(ports[1], authorization),
  ])
  const forwarders = [bare, guarded]
  closers.push(() => forwarders.forEach((one) => one.close()))
}, 60_000)

afterAll(async () => {
  for (const close of closers) close()
  await rm(folder, { recursive: true, force: true })
})

const startExample = async (port: number, guard?: ExampleGuard): Promise<void> => {
  const env = { ...process.env, PORT: `${port}`, ...(guard ? { GUARD: JSON.stringify(guard) } : {}) }
  const words = ['--conditions=gatehouse:source', example]
  const child: ChildProcess = spawn(process.execPath, words, { env, stdio: ['ignore', 'pipe', 'ignore'] })
  closers.push(() => child.kill())
  if (child.stdout) await once(child.stdout, 'data')
}

const measure = async (port: number, revision: string): Promise<Report> => {
  const words = [suite, 'server', '--url', `http://localhost:${port}/mcp`, '--requirements', revision, '-o', folder]
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'ignore'] })
  let printed = ''
  child.stdout.on('data', (text: Buffer) => (printed += text.toString()))
  await once(child, 'close')
  const [scored = '', extra = ''] = (printed.split('=== SUMMARY ===')[1] ?? '').split('Not scored for')
  const lines = [...scored.matchAll(/^[✓✗] (\S+): (\d+) passed, (\d+) failed/gm)]
  const scores = new Map(
    lines.map(([, name = '', passed, failed]) => [name, [Number(passed), Number(failed)] as const]),
  )
  const unscored = new Set([...extra.matchAll(/^ +[✓✗] (\S+) \(/gm)].map(([, name = '']) => name))
  return { scores, required: [...scores.keys()].filter((name) => !unscored.has(name)) }
}

describe('the official suite, server', () => {
  it('is measured behind a guard that is there', async () => {
    expect((await fetch(resource, { method: 'POST' })).status).toBe(401)
  })

  it.each([
    ['2025-11-25', 30],
    ['2026-07-28', 37],
  ])(
    '%s: all %i required scenarios pass, bare and behind the guard, and every other scores the same',
    async (revision, required) => {
      const [without, within] = [await measure(bare.port, revision), await measure(guarded.port, revision)]
      expect(without.required).toHaveLength(required)
      for (const name of without.required) expect([name, without.scores.get(name)?.[1]]).toEqual([name, 0])
      expect(Object.fromEntries(within.scores)).toEqual(Object.fromEntries(without.scores))
    },
    120_000,
  )
})
