/** How the process ends: politely at the first signal, at once at the second, with one clear line where it cannot start. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

interface Running {
  readonly child: ChildProcess
  readonly url: string
  /** Resolves once the log says so. */
  readonly hears: (event: string) => Promise<void>
  readonly exit: Promise<{ readonly code: number | null; readonly signal: string | null }>
}

let dataDirectory = ''
const started: ChildProcess[] = []
beforeEach(async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), 'gh-'))
})
afterEach(async () => {
  for (const child of started.splice(0)) child.kill('SIGKILL')
  await rm(dataDirectory, { recursive: true, force: true })
})

const start = async ({ isRead = true } = {}): Promise<Running> => {
  const child = spawn(process.execPath, ['--conditions=gatehouse:source', here('slow-root.ts'), '--port', '0'], {
    env: { ...process.env, GATEHOUSE_DATA_DIR: dataDirectory, GATEHOUSE_LOG_FORMAT: 'json' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  started.push(child)
  if (!isRead) child.stdout.destroy()
  let log = ''
  const listeners = new Set<() => void>()
  child.stderr.on('data', (text: Buffer) => {
    log += text.toString()
    listeners.forEach((listen) => listen())
  })
  const hears = (event: string) =>
    new Promise<void>((resolve) => {
      const listen = () => log.includes(`"${event}"`) && resolve()
      listeners.add(listen)
      listen()
    })
  const exit = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }))
  })
  await hears('server.started')
  return { child, hears, exit, url: /"issuer":"([^"]+)"/.exec(log)?.[1] ?? '' }
}

describe('the process', () => {
  it('finishes an answer in the making after SIGTERM, takes no new one, and ends with 0', async () => {
    const { child, url, hears, exit } = await start()
    const answer = fetch(`${url}/mcp/slow`).then((response) => response.text())
    await hears('slow.asked')
    child.kill('SIGTERM')
    await hears('server.stopping')
    await expect(fetch(`${url}/ready`)).rejects.toThrow('fetch failed')
    child.kill('SIGUSR2')
    expect(await answer).toBe('at last')
    expect(await exit).toEqual({ code: 0, signal: null })
  })

  it.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const)('does not wait after a second %s', async (signal, code) => {
    const { child, url, hears, exit } = await start()
    const answer = fetch(`${url}/mcp/slow`).catch((error: unknown) => error)
    await hears('slow.asked')
    child.kill(signal)
    await hears('server.stopping')
    child.kill(signal)
    expect(await exit).toEqual({ code, signal: null })
    expect(await answer).toBeInstanceOf(TypeError)
  })

  it('lives on when nobody reads what it prints', async () => {
    const { child, url, exit } = await start({ isRead: false })
    expect((await fetch(`${url}/health`)).status).toBe(200)
    child.kill('SIGTERM')
    expect(await exit).toEqual({ code: 0, signal: null })
  })

  it('says one clear line on a Node that is too old, and loads nothing', () => {
    const old = `Object.defineProperty(process.versions, 'node', { value: '20.20.2' })`
    const preload = `data:text/javascript,${encodeURIComponent(old)}`
    const { status, stderr } = spawnSync(
      process.execPath,
      ['--import', preload, here('../bin/gatehouse.js'), 'serve'],
      {
        encoding: 'utf8',
        // Without the condition nothing else could even be found.
        env: { ...process.env, NODE_OPTIONS: '' },
      },
    )
    expect(status).toBe(1)
    expect(stderr).toMatch(/^gatehouse: this is Node 20\.20\.2, and Gatehouse needs 22\.19 or newer: [^\n]+\n$/)
  })
})
