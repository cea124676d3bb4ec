/** `gatehouse protect` is told to stop, as a process, with a program behind it that does not want to leave. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { callTool, machineToken } from '../protect/machine-token.ts'
import { startProtect, type Protecting } from '../protect/protect-process.ts'

const program = fileURLToPath(new URL('stubborn-server.ts', import.meta.url))

const start = async (...words: readonly string[]) => {
  const gate = await startProtect(['--port', '0', '--name', 'slow', '--', 'node', program, ...words])
  const token = await machineToken(gate, 'slow', ['slow:read'])
  return { gate, call: () => callTool(`${gate.url}/mcp/slow`, token, 'wait') }
}

const says = async ({ said }: Protecting, words: RegExp): Promise<string> => {
  for (let tries = 0; tries < 1000; tries += 1) {
    const found = words.exec(said())
    if (found) return found[1] ?? ''
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  throw new Error(`${words.source} was never said:\n${said()}`)
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

const untilGone = async (pid: number): Promise<boolean> => {
  for (let tries = 0; tries < 300 && isAlive(pid); tries += 1) await new Promise((resolve) => setTimeout(resolve, 10))
  return !isAlive(pid)
}

it('X20: it is not ready at once, answers what it was asked, ends its program, and exits with 0', async () => {
  const { gate, call } = await start()
  const answer = call()
  await says(gate, /(asked to wait)/)
  const pid = Number(await says(gate, /my pid is (\d+)/))
  const stopping = gate.stop()
  await gate.hears('server.stopping')
  const ready = await fetch(`${gate.url}/ready`).then(
    ({ status }) => status,
    () => 'closed',
  )
  expect([503, 'closed']).toContain(ready)
  expect(isAlive(pid)).toBe(true)
  writeFileSync(join(gate.folder, 'go'), '')
  expect(await (await answer).text()).toContain('at last')
  expect(await stopping).toBe(0)
  expect(await untilGone(pid)).toBe(true)
})

it('X20: a second signal waits for nobody, and leaves no program behind', async () => {
  const { gate, call } = await start('stubborn')
  const answer = call().catch(() => 'cut')
  await says(gate, /(asked to wait)/)
  const pid = Number(await says(gate, /my pid is (\d+)/))
  gate.signal('SIGTERM')
  await gate.hears('server.stopping')
  expect(await gate.stop()).toBe(143)
  expect(await answer).toBe('cut')
  expect(await untilGone(pid)).toBe(true)
})
