/** Packs workspaces as npm would publish them: hands over each tarball with what it holds. */
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'

export interface Tarball {
  readonly name: string
  readonly path: string
  readonly files: readonly string[]
}

/** Only the members of npm's answer that are read here. */
type Answer = readonly {
  readonly name: string
  readonly filename: string
  readonly files: readonly { readonly path: string }[]
}[]

export const pack = (root: string, folders: readonly string[], to: string): readonly Tarball[] => {
  const workspaces = folders.flatMap((folder) => ['-w', folder])
  const printed = execFileSync('npm', ['pack', '--json', '--pack-destination', to, '--loglevel=error', ...workspaces], {
    cwd: root,
    encoding: 'utf8',
  })
  const answer: Answer = JSON.parse(printed)
  return answer.map(({ name, filename, files }) => ({
    name,
    path: join(to, filename),
    files: files.map(({ path }) => path),
  }))
}

/** What must not be published: tests, build notes, anything but the package itself. */
export const strayFiles = ({ files }: Tarball): readonly string[] =>
  files.filter(
    (path) =>
      /\.test\.|tsbuildinfo|^test\//.test(path) || !/^(bin|dist|src)\/|^(package\.json|README\.md|LICENSE)$/.test(path),
  )
