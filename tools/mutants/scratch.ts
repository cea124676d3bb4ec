/** A copy of the working tree to spoil: its packages find each other, not the originals; everything else is borrowed. */
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { copyTree } from '../machine/copy-tree.ts'
import type { Edit } from './read-mutants.ts'

export interface Scratch {
  readonly folder: string
  /** Puts the flaw in; hands over the way back. Throws when a text to replace does not stand there exactly once. */
  readonly spoil: (edits: readonly Edit[]) => () => void
  readonly remove: () => void
}

/** Links every installed package; those of ours point into the copy. */
const borrowModules = (root: string, folder: string, at: string): void => {
  const [from, to] = [join(root, at, 'node_modules'), join(folder, at, 'node_modules')]
  if (!existsSync(from)) return
  mkdirSync(to, { recursive: true })
  const borrowed = readdirSync(from).filter(
    (name) => name !== '@gatehouse' && (name === '.bin' || !name.startsWith('.')),
  )
  for (const name of borrowed) symlinkSync(join(from, name), join(to, name))
  if (existsSync(join(from, '@gatehouse')))
    cpSync(join(from, '@gatehouse'), join(to, '@gatehouse'), { recursive: true, verbatimSymlinks: true })
}

const spoilFile = (folder: string, { file, find, replace }: Edit): (() => void) => {
  const path = join(folder, file)
  const honest = readFileSync(path, 'utf8')
  const count = honest.split(find).length - 1
  if (count !== 1) throw new Error(`${file}: the text to replace stands there ${count} times`)
  writeFileSync(
    path,
    honest.replace(find, () => replace),
  )
  return () => writeFileSync(path, honest)
}

export const makeScratch = (root: string): Scratch => {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-mutants-'))
  copyTree(resolve(root), folder)
  const workspaces = ['packages', 'examples'].flatMap((at) =>
    readdirSync(join(folder, at)).map((name) => join(at, name)),
  )
  for (const at of ['.', 'conformance', ...workspaces]) borrowModules(resolve(root), folder, at)
  return {
    folder,
    spoil: (edits) => {
      const back: (() => void)[] = []
      const restore = () => back.toReversed().forEach((undo) => undo())
      try {
        for (const edit of edits) back.push(spoilFile(folder, edit))
      } catch (cause) {
        restore()
        throw cause
      }
      return restore
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
