/** A Node of another version to try things on: the one on PATH if it fits, else one that npm brings into a folder. */
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { outerNode, versionOf } from './node.mjs'

const packageName = `node-${process.platform}-${process.arch}`

/** Undefined when this machine cannot have it. `version` is exact. */
export const otherNode = (root: string, version: string, folder: string): string | undefined => {
  const found = outerNode(root, Number(version.split('.')[0]))
  if (found) return found
  try {
    const rest = ['install', '--no-save', '--prefix', folder, '--loglevel=error', `${packageName}@${version}`]
    execFileSync('npm', rest, { stdio: ['ignore', 'ignore', 'inherit'] })
  } catch {
    return undefined
  }
  const path = join(folder, 'node_modules', packageName, 'bin', 'node')
  return versionOf(path) ? path : undefined
}
