/** Builds a tree of packages with TypeScript; what is up to date is left alone. */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/**
 * A build note without the build beside it would make TypeScript believe that all is done.
 * @type {(root: string) => void}
 */
const forgetLostBuilds = (root) => {
  const packages = ['packages', 'examples'].flatMap((folder) =>
    readdirSync(join(root, folder)).map((name) => join(root, folder, name)),
  )
  for (const path of packages)
    if (!existsSync(join(path, 'dist'))) rmSync(join(path, 'tsconfig.tsbuildinfo'), { force: true })
}

/** @type {(root: string, node: string, tscArguments: readonly string[]) => boolean} */
export const build = (root, node, tscArguments) => {
  forgetLostBuilds(root)
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
  return spawnSync(node, [tsc, '-b', ...tscArguments], { cwd: root, stdio: 'inherit' }).status === 0
}
