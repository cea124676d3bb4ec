/** The promise of the README: a fresh copy with a cold cache is ready within 90 s after one command, stops cleanly, and starts again quickly; on the oldest Node, too. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { copyTree } from './machine/copy-tree.ts'
import { OLDEST_NODE, outerPath } from './machine/node.mjs'
import { otherNode } from './machine/other-node.ts'

const folder = mkdtempSync(join(tmpdir(), 'gatehouse-start-'))
const copy = join(folder, 'copy')
const root = process.cwd()
copyTree(root, copy)

let [passed, failed] = [0, 0]
const judge = (what: string, isSo: boolean): void => {
  console.log(`${isSo ? 'ok    ' : 'FAILED'} ${what}`)
  if (isSo) passed += 1
  else failed += 1
}

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  return typeof address === 'object' && address ? address.port : 0
}

const statusOf = async (url: string): Promise<number> => {
  const answer = await fetch(url, { redirect: 'manual' }).catch(() => undefined)
  await answer?.body?.cancel()
  return answer?.status ?? 0
}

/** Seconds until /ready answers 200; undefined when the process ends or `longest` seconds pass before. */
const untilReady = async (child: ChildProcess, origin: string, longest: number): Promise<number | undefined> => {
  const from = performance.now()
  const passedSeconds = () => (performance.now() - from) / 1000
  while (child.exitCode === null && child.signalCode === null && passedSeconds() < longest) {
    if ((await statusOf(`${origin}/ready`)) === 200) return passedSeconds()
    await wait(100)
  }
  return undefined
}

const stop = async (child: ChildProcess): Promise<number | null> => {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
  const gone = once(child, 'exit', { signal: AbortSignal.timeout(15_000) }).catch(() => child.kill('SIGKILL'))
  child.kill('SIGTERM')
  await gone
  return child.exitCode
}

/** One life of the server: started, looked at, stopped. */
const live = async (what: string, command: readonly string[], longest: number): Promise<void> => {
  const port = await freePort()
  const origin = `http://127.0.0.1:${port}`
  const [program = '', ...rest] = command
  const child = spawn(program, rest, {
    cwd: copy,
    env: {
      ...process.env,
      PATH: outerPath(root),
      npm_config_cache: join(folder, 'cache'),
      PORT: String(port),
      GATEHOUSE_DATA_DIR: join(folder, 'data'),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let printed = ''
  child.stdout.on('data', (text: Buffer) => {
    printed += text.toString()
  })
  const seconds = await untilReady(child, origin, longest)
  const took = seconds === undefined ? '' : `, after ${seconds.toFixed(1)} s`
  judge(`${what}: ready within ${longest} s${took}`, seconds !== undefined)
  if (seconds !== undefined) {
    judge(
      `${what}: names itself an authorization server`,
      (await statusOf(`${origin}/.well-known/oauth-authorization-server`)) === 200,
    )
    // Our own example, and the third-party server behind the gateway.
    for (let tries = 0; tries < 50 && !printed.includes('  Data '); tries += 1) await wait(100)
    for (const path of ['/mcp/files', '/mcp/filesystem']) {
      judge(`${what}: prints ${path}`, printed.includes(`${path}   `))
      judge(`${what}: ${path} asks a stranger for a token`, (await statusOf(`${origin}${path}`)) === 401)
    }
  }
  judge(`${what}: ends with 0 when asked to`, (await stop(child)) === 0)
}

try {
  await live('npm start, fresh and cold', ['npm', 'start', '--loglevel=error'], 90)
  judge('no tool of development was installed', !existsSync(join(copy, 'node_modules', 'vitest')))
  await live('npm start, again', ['npm', 'start', '--loglevel=error'], 10)
  const oldest = otherNode(root, OLDEST_NODE, folder)
  judge(`Node ${OLDEST_NODE} can be had`, oldest !== undefined)
  if (oldest) await live(`Node ${OLDEST_NODE}`, [oldest, 'examples/files/dist/main.js'], 10)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed > 0 ? 1 : 0
