/** Every example of the gateway runs, tells its story and ends well. */
import { execFile } from 'node:child_process'
import { globSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

const run = promisify(execFile)
const examples = fileURLToPath(new URL('../..', import.meta.url))
const stories = globSync('gateway-*/src/main.ts', { cwd: examples }).toSorted()

it.each(stories)('%s', { timeout: 60_000 }, async (path) => {
  const { stdout } = await run(process.execPath, ['--conditions=gatehouse:source', path], {
    cwd: examples,
    env: { ...process.env, NODE_OPTIONS: '', NO_COLOR: '1' },
    timeout: 60_000,
  })
  expect(stdout).toContain('sent away')
})
