/** How the process ends: politely at the first signal, at once at the second, with one clear line where it cannot start. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'
import { startSlowRoot, type Running } from './start-slow-root.ts'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

const started: Running[] = []
afterEach(async () => {
  await Promise.all(started.splice(0).map(({ clean }) => clean()))
})

const start = async (options = {}): Promise<Running> => {
  const running = await startSlowRoot(options)
  started.push(running)
  return running
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
