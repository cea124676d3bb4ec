/** What a workspace says of itself must fit the table and its tsconfig: dependencies, references, engines. */
import { arrows } from './table.ts'

export interface Manifest {
  readonly name: string
  readonly private?: boolean
  readonly engines?: { readonly node?: string }
  readonly dependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
}

export interface Workspace {
  readonly folder: string
  readonly manifest: Manifest
  /** Folder names that the tsconfig refers to, such as `../protocol`. */
  readonly references: readonly string[]
}

const scope = '@gatehouse/'
const shortNames = (names: readonly string[]) =>
  names.filter((name) => name.startsWith(scope)).map((name) => name.slice(scope.length))
const sameSet = (a: readonly string[], b: readonly string[]) => [...a].sort().join() === [...b].sort().join()

/** Complaints, one sentence each. */
export const complaintsAbout = ({ folder, manifest, references }: Workspace): readonly string[] => {
  const row = arrows[folder]
  if (!row) return [`${folder}: no row in tools/arrows/table.ts says what it may import`]
  const named = Object.keys({
    ...manifest.dependencies,
    ...manifest.optionalDependencies,
    ...manifest.peerDependencies,
  })
  const ours = shortNames(named)
  const referred = references.map((path) => path.split('/').at(-1) ?? '')
  const strangers = [
    ...ours.filter((name) => !row.ours.includes(name)),
    ...named.filter((name) => !name.startsWith(scope) && !row.others.includes(name)),
  ]
  return [
    ...strangers.map((name) => `${folder}: package.json depends on ${name}, which the arrows do not allow`),
    ...(sameSet(ours, referred)
      ? []
      : [
          `${folder}: tsconfig refers to [${[...referred].sort().join(', ')}], package.json to [${[...ours].sort().join(', ')}]`,
        ]),
    ...(manifest.engines?.node === row.engine ? [] : [`${folder}: engines.node must be ${row.engine ?? 'absent'}`]),
  ]
}
