/** What a bench stands on: the peers, installed as the lock file of this folder says, and our own packages, built as they are shipped. */
import { spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const here = fileURLToPath(new URL('..', import.meta.url))
const root = fileURLToPath(new URL('../..', import.meta.url))

/** `isBuilt`: nothing of ours has to be built. */
export const prepare = ({ isBuilt = false } = {}): void => {
  if (!isInstalled()) run('npm', ['ci', '--no-audit', '--no-fund'], here)
  if (!isBuilt) run(process.execPath, ['tools/build.mjs'], root)
}

const isInstalled = (): boolean => {
  const installed = `${here}node_modules/.package-lock.json`
  return existsSync(installed) && statSync(installed).mtimeMs >= statSync(`${here}package-lock.json`).mtimeMs
}

const run = (command: string, argv: readonly string[], cwd: string): void => {
  const { status } = spawnSync(command, argv, { cwd, stdio: ['ignore', 'inherit', 'inherit'] })
  if (status !== 0) throw new Error(`${command} ${argv.join(' ')} failed in ${cwd}`)
}
