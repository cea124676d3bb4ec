/** Brings node_modules to what the lock file says: all of it, or only what runtime needs. Does nothing when it is there already. */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { outerPath } from './node.mjs'

/**
 * @typedef {Readonly<Record<string, string>>} Names
 * @typedef {{ version?: string, resolved?: string, link?: boolean, optional?: boolean, dependencies?: Names, peerDependencies?: Names, peerDependenciesMeta?: Readonly<Record<string, { optional?: boolean }>> }} Entry
 * @typedef {Readonly<Record<string, Entry>>} Packages
 * @typedef {'runtime' | 'all'} Extent
 */

const RUNTIME_WORKSPACES = ['packages/cli', 'examples/files']

/** @type {(path: string) => Packages} */
const readLock = (path) => {
  /** @type {{ packages: Packages }} */
  const lock = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : { packages: {} }
  return lock.packages
}

/**
 * The lock entry that `name` means when imported from `from`: the nearest node_modules wins.
 * @type {(packages: Packages, from: string, name: string) => string | undefined}
 */
const entryFor = (packages, from, name) => {
  for (let folder = from; ; folder = folder.slice(0, Math.max(folder.lastIndexOf('/'), 0))) {
    const path = `${folder}${folder === '' ? '' : '/'}node_modules/${name}`
    if (packages[path]) return path
    if (folder === '') return undefined
  }
}

/** @type {(entry: Entry) => readonly string[]} */
const requiredBy = ({ dependencies = {}, peerDependencies = {}, peerDependenciesMeta = {} }) => [
  ...Object.keys(dependencies),
  ...Object.keys(peerDependencies).filter((name) => !peerDependenciesMeta[name]?.optional),
]

/**
 * Lock paths of everything that the root and the workspaces need to run, links included.
 * @type {(packages: Packages) => ReadonlySet<string>}
 */
export const runtimePaths = (packages) => {
  const found = new Set()
  const open = ['', ...RUNTIME_WORKSPACES]
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    const from = path
    const needed = requiredBy(packages[from] ?? {}).map((name) => entryFor(packages, from, name) ?? '')
    const fresh = needed.filter((next) => next !== '' && !found.has(next))
    for (const next of fresh) found.add(next)
    open.push(...fresh.map((next) => (packages[next]?.link && packages[next].resolved) || next))
  }
  return found
}

/**
 * What the lock asks for and node_modules does not hold in that version. Packages for other platforms may be absent.
 * @type {(root: string, extent: Extent) => readonly string[]}
 */
export const missingPackages = (root, extent) => {
  const wanted = readLock(join(root, 'package-lock.json'))
  const installed = readLock(join(root, 'node_modules', '.package-lock.json'))
  const paths = extent === 'runtime' ? [...runtimePaths(wanted)] : Object.keys(wanted)
  const isThere = (/** @type {string} */ path) =>
    installed[path]?.version === wanted[path]?.version && existsSync(join(root, path, 'package.json'))
  return paths.filter((path) => path.includes('node_modules/') && !wanted[path]?.optional && !isThere(path))
}

/** @type {Record<Extent, readonly string[]>} */
const NPM_ARGUMENTS = {
  all: ['ci'],
  runtime: ['ci', '--omit=dev', '--include-workspace-root', ...RUNTIME_WORKSPACES.flatMap((path) => ['-w', path])],
}

/**
 * Installs what is missing; a developer's full install stays full. Answers false, with npm's words printed, when npm fails.
 * @type {(root: string, extent: Extent, say: (line: string) => void) => boolean}
 */
export const ensureInstalled = (root, extent, say) => {
  const missing = missingPackages(root, extent)
  if (missing.length === 0) return true
  const kept = existsSync(join(root, 'node_modules', 'vitest')) ? 'all' : extent
  say(`installing ${missing.length} packages (${kept === 'all' ? 'everything' : 'only what runtime needs'})`)
  const { status, error } = spawnSync('npm', [...NPM_ARGUMENTS[kept], '--loglevel=error'], {
    cwd: root,
    env: { ...process.env, PATH: outerPath(root) },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  if (error) say(`npm could not be started: ${error.message}`)
  return status === 0
}
