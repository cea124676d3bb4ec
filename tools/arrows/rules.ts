/** The rules: each takes one source file and hands over what in it breaks the law of table.ts. */
import { posix } from 'node:path'
import { arrows, onlyIn, siblings, world } from './table.ts'
import type { Import, Source } from './read-source.ts'

export interface Finding {
  readonly path: string
  readonly line: number
  readonly message: string
}

type Rule = (source: Source) => readonly Finding[]

const scope = '@gatehouse/'
const workspaceOf = (path: string): string => path.split('/').slice(0, 2).join('/')
const packageOf = (module: string): string =>
  module
    .split('/')
    .slice(0, module.startsWith('@') ? 2 : 1)
    .join('/')
const isTest = (path: string): boolean => /\.test\.ts$|\/test\//.test(path)
const isForTests = (path: string): boolean => /^packages\/(testkit|store-contract)\//.test(path)
const isFor = (path: string, folders: readonly string[]): boolean => folders.some((folder) => path.startsWith(folder))

const finding = (source: Source, { line }: { readonly line: number }, message: string): Finding => ({
  path: source.path,
  line,
  message,
})

const mayImport = (workspace: string, module: string): boolean => {
  const row = arrows[workspace]
  if (!row) return false
  // `#name` is the package's own, chosen by an export condition.
  if (module.startsWith('#')) return true
  if (module.startsWith('node:')) return row.node === 'any' || row.node.includes(module)
  const name = packageOf(module)
  return name.startsWith(scope) ? row.ours.includes(name.slice(scope.length)) : row.others.includes(name)
}

/** Arrows only down: a room imports what its row names, and nothing else. */
const arrowsOnlyDown: Rule = (source) => {
  const workspace = workspaceOf(source.path)
  return source.imports
    .filter(({ module }) => !module.startsWith('.') && !mayImport(workspace, module))
    .map((one) => finding(source, one, `${workspace} may not import ${one.module}`))
}

/** No way around the package's door: a relative import stays in its own workspace. */
const throughTheDoor: Rule = (source) =>
  source.imports
    .filter((one) => one.module.startsWith('.') && workspaceOf(target(source, one)) !== workspaceOf(source.path))
    .map((one) => finding(source, one, `${one.module} reaches into another workspace; import it by name`))

/** Some modules have one room only: stores are chosen in compose.ts, routes are laid in app.ts. */
const oneRoomOnly: Rule = (source) =>
  source.imports.flatMap((one) =>
    onlyIn
      .filter(
        ({ module, within, files }) =>
          module.test(one.module) &&
          source.path.startsWith(within) &&
          !files.some((place) => source.path.startsWith(place)),
      )
      .map(({ files }) => finding(source, one, `${one.module} is imported only in ${files.join(', ')}`)),
  )

const target = (source: Source, { module }: Import): string => posix.join(posix.dirname(source.path), module)
const branch = (folder: string, path: string): string => path.slice(folder.length).split('/')[0] ?? ''

/** Siblings do not import siblings; only the list imports them all. */
const noSiblings: Rule = (source) =>
  siblings
    .filter(({ folder }) => source.path.startsWith(folder))
    .flatMap(({ folder, shared }) => {
      const isShared = (path: string) => isFor(path.slice(folder.length), shared)
      if (branch(folder, source.path) === 'index.ts' || isShared(source.path)) return []
      return source.imports
        .map((one) => ({ one, to: target(source, one) }))
        .filter(({ one, to }) => one.module.startsWith('.') && to.startsWith(folder) && !isShared(to))
        .filter(({ to }) => branch(folder, to) !== branch(folder, source.path))
        .map(({ one, to }) => finding(source, one, `${to} is a sibling; what both need moves one floor down`))
    })

/** The clock, chance, the environment and the network are spoken of in their own rooms. */
const worldInItsRooms: Rule = (source) =>
  world
    .filter(({ onlyIn: rooms, nowhereIn }) =>
      rooms ? !isFor(source.path, rooms) : isFor(source.path, nowhereIn ?? []),
    )
    .flatMap(({ name, why }) =>
      [...source.uses, ...fromNodeProcess(source)]
        .filter((use) => use.name === name)
        .map((use) => finding(source, use, `${name} is not spoken of here: ${why}`)),
    )

const fromNodeProcess = ({ imports }: Source) =>
  imports
    .filter(({ module }) => module === 'node:process' || module === 'process')
    .flatMap(({ names, line }) => names.map((name) => ({ name: `process.${name}`, line })))

/** No shell between us and a child process. */
const noShell: Rule = (source) => [
  ...source.imports
    .filter(
      ({ module, names }) =>
        /^(node:)?child_process$/.test(module) && names.some((name) => /^(exec|execSync)$/.test(name)),
    )
    .map((one) => finding(source, one, 'exec goes through a shell; use execFile or spawn with an array')),
  ...source.uses
    .filter(({ name }) => name === 'a shell')
    .map((use) => finding(source, use, 'no shell between us and a child')),
]

/** SQL is written with the sql template: values are bound, never pasted. */
const noBuiltSql: Rule = (source) =>
  source.uses
    .filter(({ name }) => name === 'built SQL')
    .map((use) => finding(source, use, 'SQL is put together from strings; use the sql template'))

/** Which rules hold where: tests are free to look at the world, tools stand outside the house. */
export const findingsIn = (source: Source): readonly Finding[] => {
  const isInHouse = /^(packages|examples)\//.test(source.path)
  const rules = [
    noShell,
    ...(isTest(source.path) ? [] : [noBuiltSql]),
    ...(isInHouse && !isTest(source.path) ? [arrowsOnlyDown, throughTheDoor, oneRoomOnly, noSiblings] : []),
    ...(isInHouse && !isTest(source.path) && !isForTests(source.path) ? [worldInItsRooms] : []),
  ]
  return rules.flatMap((rule) => rule(source))
}
