/** Finds a Node that is new enough for the children we start. Plain JavaScript: whoever starts us may still run Node 20. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

export const OLDEST_NODE = '22.19.0'

/** @type {(version: string, atLeast: string) => boolean} */
export const isAtLeast = (version, atLeast) => {
  const [have, want] = [version, atLeast].map((text) => text.replace(/^v/, '').split('.').map(Number))
  const differs = [0, 1, 2].find((place) => have?.[place] !== want?.[place])
  return differs === undefined || (have?.[differs] ?? 0) > (want?.[differs] ?? 0)
}

/**
 * What a Node binary says of its version; undefined when there is none or it does not run on this machine.
 * @type {(path: string) => string | undefined}
 */
export const versionOf = (path) => {
  if (!existsSync(path)) return undefined
  const { status, stdout } = spawnSync(path, ['--version'], { encoding: 'utf8' })
  return status === 0 ? stdout.trim() : undefined
}

/**
 * The Node that npm installed with the project, where its package exists for this machine.
 * @type {(root: string) => string}
 */
const bundledNode = (root) => join(root, 'node_modules', '.bin', 'node')

/**
 * The Node for children: the bundled one for development, else (or first, to start) the one that runs us.
 * @type {(root: string, prefer: 'own' | 'bundled') => string | undefined}
 */
export const findNode = (root, prefer) => {
  const own = isAtLeast(process.version, OLDEST_NODE) ? process.execPath : undefined
  if (own && prefer === 'own') return own
  const bundled = bundledNode(root)
  const version = versionOf(bundled)
  return version && isAtLeast(version, OLDEST_NODE) ? bundled : own
}

export const howToGetNode = () =>
  `Gatehouse runs on Node ${OLDEST_NODE} or newer; this is Node ${process.version.slice(1)}, and npm has no Node 24 for ${process.platform}-${process.arch}. ` +
  'Install Node 24 (https://nodejs.org/en/download, or `nvm install 24`) and run the same command again.'

/**
 * PATH without this project's own tools: what a stranger's shell would find.
 * @type {(root: string) => string}
 */
export const outerPath = (root) =>
  (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => !folder.startsWith(join(root, 'node_modules')))
    .join(delimiter)

/**
 * The first Node on the outer PATH whose major version is `major`.
 * @type {(root: string, major: number) => string | undefined}
 */
export const outerNode = (root, major) =>
  outerPath(root)
    .split(delimiter)
    .map((folder) => join(folder, 'node'))
    .find((path) => versionOf(path)?.startsWith(`v${major}.`))
