/** Sees to the programs that tests need and npm does not bring: Debian's Chromium and spin, installed when we may. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/**
 * @typedef {object} Wanted
 * @property {readonly string[]} programs that must be there
 * @property {readonly string[]} packages that bring them
 * @property {string} without what fails then
 */

/** @type {(...commandLine: readonly string[]) => boolean} */
const apt = (...commandLine) =>
  spawnSync('apt-get', ['-qq', ...commandLine], {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    stdio: ['ignore', 'ignore', 'inherit'],
  }).status === 0

/**
 * Undefined when everything is there; else what a person can do about it.
 * @type {(wanted: Wanted, say: (line: string) => void) => string | undefined}
 */
const ensure = ({ programs, packages, without }, say) => {
  const isThere = () => programs.every((program) => existsSync(program))
  if (isThere()) return undefined
  const names = packages.join(' ')
  const mayInstall = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')
  if (!mayInstall) return `${programs.join(' or ')} is missing: run \`apt-get install ${names}\` as root; ${without}`
  say(`installing ${names}`)
  const isDone = apt('update') && apt('install', '-y', '--no-install-recommends', ...packages)
  return isDone && isThere() ? undefined : `apt-get could not install ${names}; ${without}`
}

/** @type {(say: (line: string) => void) => string | undefined} */
export const ensureChromium = (say) =>
  ensure(
    {
      programs: ['/usr/bin/chromium'],
      packages: ['chromium', 'fonts-liberation'],
      without: 'tests in the browser fail without it',
    },
    say,
  )

/** @type {(say: (line: string) => void) => string | undefined} */
export const ensureSpin = (say) =>
  ensure(
    {
      programs: ['/usr/bin/spin', '/usr/bin/cc'],
      packages: ['spin', 'gcc', 'libc6-dev'],
      without: 'models are not checked without it',
    },
    say,
  )
