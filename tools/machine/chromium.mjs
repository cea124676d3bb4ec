/** Sees to the browser that page tests drive: Debian's Chromium, installed when we may. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

const CHROMIUM = '/usr/bin/chromium'

/** @type {(...commandLine: readonly string[]) => boolean} */
const apt = (...commandLine) =>
  spawnSync('apt-get', ['-qq', ...commandLine], {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    stdio: ['ignore', 'ignore', 'inherit'],
  }).status === 0

/**
 * Undefined when Chromium is there; else what a person can do about it.
 * @type {(say: (line: string) => void) => string | undefined}
 */
export const ensureChromium = (say) => {
  if (existsSync(CHROMIUM)) return undefined
  const mayInstall = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')
  if (!mayInstall)
    return `${CHROMIUM} is missing: run \`apt-get install chromium fonts-liberation\` as root; tests in the browser fail without it`
  say('installing Chromium')
  const isDone = apt('update') && apt('install', '-y', '--no-install-recommends', 'chromium', 'fonts-liberation')
  return isDone && existsSync(CHROMIUM)
    ? undefined
    : `apt-get could not install chromium; tests in the browser fail without it`
}
