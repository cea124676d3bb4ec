/** Reads the mutants: each `<id>.json` beside this file names a flaw to put back (README.md says how), and the test that must notice. */
import { globSync, readFileSync } from 'node:fs'

export interface Edit {
  readonly file: string
  /** Must stand in the file exactly once. */
  readonly find: string
  readonly replace: string
}

export interface Mutant {
  readonly id: string
  /** The flaw in words: what someone forgot. */
  readonly flaw: string
  readonly edits: readonly Edit[]
  /** The test file that must turn red. */
  readonly test: string
}

/** Shape on disk: one edit may stand bare, several stand in `edits`. */
type Written = Omit<Mutant, 'id' | 'edits'> & Partial<Edit> & { readonly edits?: readonly Edit[] }

const isEdit = (edit: Partial<Edit>): edit is Edit =>
  [edit.file, edit.find, edit.replace].every((member) => typeof member === 'string') && edit.find !== edit.replace

const readMutant = (path: string): readonly Mutant[] => {
  const id = /((?:INV|\b[A-Z])\d+)(?:-[a-z-]+)?\.json$/.exec(path)?.[1]
  if (!id) throw new Error(`${path}: call it <case id>.json or <case id>-<what>.json`)
  const written: Written = JSON.parse(readFileSync(path, 'utf8'))
  const edits = (written.edits ?? [written]).filter(isEdit).map(({ file, find, replace }) => ({ file, find, replace }))
  if (edits.length === 0 || !written.test || !written.flaw)
    throw new Error(`${path}: flaw, test, file, find and replace are needed`)
  return [{ id, flaw: written.flaw, edits, test: written.test }]
}

export const readMutants = (folder = 'tools/mutants'): readonly Mutant[] =>
  globSync(`${folder}/*.json`).toSorted().flatMap(readMutant)
