import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { afterEach, expect, it } from 'vitest'
import { isAlone } from './process-group.ts'

const started: ChildProcess[] = []
afterEach(() => {
  for (const { pid } of started.splice(0)) if (pid !== undefined) process.kill(-pid, 'SIGKILL')
})

/** Leads a group of its own, and says when it stands. */
const leader = async (program: string): Promise<number | undefined> => {
  const child = spawn(process.execPath, ['-e', `${program}; console.log('here'); setInterval(() => {}, 1000)`], {
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  })
  started.push(child)
  await once(child.stdout, 'data')
  return child.pid
}

it('a leader that left somebody behind is not alone', async () => {
  const sleeper = `require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])`
  expect(isAlone(await leader(sleeper))).toBe(false)
})

it('a leader without company is alone, where the system can tell', async () => {
  expect(isAlone(await leader(''))).toBe(existsSync('/proc/self/stat'))
})
