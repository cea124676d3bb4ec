/** Every example of the guard runs, tells its story and ends well: on Node, and on Bun and Deno where their example says so. */
import { execFile } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

const run = promisify(execFile)
const examples = fileURLToPath(new URL('../..', import.meta.url))
const condition = '--conditions=gatehouse:source'

/** Their packages bring the program for this machine; what they would do while they are installed is not needed. */
const { platform, arch } = process
const bunPackage = `@oven/bun-${platform === 'win32' ? 'windows' : platform}-${arch === 'arm64' ? 'aarch64' : arch}`
const denoPackage = `@deno/${platform}-${arch}${platform === 'linux' ? '-glibc' : ''}`
const suffix = platform === 'win32' ? '.exe' : ''
const find = (path: string): string => createRequire(import.meta.url).resolve(path)

const programs: Readonly<Record<string, () => readonly [string, ...string[]]>> = {
  'guard-bun': () => [find(`${bunPackage}/bin/bun${suffix}`), condition],
  'guard-deno': () => [find(`${denoPackage}/deno${suffix}`), 'run', condition, '--node-modules-dir=manual', '-A'],
}
const onNode = (): readonly [string, ...string[]] => [process.execPath, condition]

const stories = globSync('guard-*/src/main.ts', { cwd: examples }).toSorted()

it.each(stories)(
  '%s',
  async (path) => {
    const [name = ''] = path.split(/[\\/]/)
    const [program, ...words] = (programs[name] ?? onNode)()
    const { stdout } = await run(program, [...words, 'src/main.ts'], {
      cwd: `${examples}/${name}`,
      env: { ...process.env, NODE_OPTIONS: '', NO_COLOR: '1' },
      timeout: 60_000,
    })
    expect(stdout).toContain('sent away, let in as alice, kept from what alice may not do')
  },
  60_000,
)

it('there is one for every adapter', () => {
  const shown = stories.map((path) => readFileSync(`${examples}/${path}`, 'utf8')).join('\n')
  const adapters = globSync('../packages/guard/src/adapters/*.ts', { cwd: examples })
  expect(adapters.length).toBeGreaterThan(4)
  for (const path of adapters) expect(shown).toContain(`'@gatehouse/guard/${basename(path, '.ts')}'`)
})
