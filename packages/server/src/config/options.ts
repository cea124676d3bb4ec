/** The schema as a flat list: each option with its key, its variable and its flag, all three derived from its place. */
import type { Option } from './option.ts'
import { schema } from './schema.ts'

export interface NamedOption extends Option {
  /** As in a file, with dots: `lifetimes.refreshIdle`. */
  readonly key: string
  /** `GATEHOUSE_LIFETIMES_REFRESH_IDLE`, then any aliases. */
  readonly variables: readonly string[]
  /** `--lifetimes-refresh-idle`; undefined for a secret. */
  readonly flag: string | undefined
}

type Tree = { readonly [key: string]: Option | Tree }

const isOption = (node: Option | Tree): node is Option => 'kind' in node && 'title' in node

const named = (key: string, option: Option): NamedOption => {
  const words = key.replaceAll('.', '-').replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
  const variable = `GATEHOUSE_${words.replaceAll('-', '_').toUpperCase()}`
  return {
    ...option,
    key,
    variables: [variable, ...(option.aliases ?? [])],
    flag: option.isSecret ? undefined : `--${words}`,
  }
}

const flat = (tree: Tree, prefix: string): readonly NamedOption[] =>
  Object.entries(tree).flatMap(([name, node]) =>
    isOption(node) ? [named(prefix + name, node)] : flat(node, `${prefix}${name}.`),
  )

export const options: readonly NamedOption[] = flat(schema, '')
