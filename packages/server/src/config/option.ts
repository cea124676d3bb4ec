/** What an option is: its kind, and what the reference says of it. */
import type { Kind } from './kinds.ts'

/** A value in the words of a file. */
export type Sayable = string | number | boolean | readonly string[]

export interface Option<Value = unknown> {
  readonly kind: Kind<Value>
  /** One sentence for the reference: what it is for. */
  readonly title: string
  /** As a file would say it. Absent: see `absent`. */
  readonly fallback?: Sayable
  /** What happens without a value, in words. */
  readonly absent?: string
  /** How it could look, in the file's words: the cure quotes it. */
  readonly example?: Sayable
  /** Never a flag (every user of the machine can read those), never quoted. */
  readonly isSecret?: true
  /** Further variables, asked after its own. */
  readonly aliases?: readonly string[]
}

type About<Value> = Omit<Option<Value>, 'kind'>

export const option = <Value>(
  kind: Kind<Value>,
  about: About<Value> & { readonly fallback: Sayable },
): Option<Value> => ({
  kind,
  ...about,
})

export const optional = <Value>(
  kind: Kind<Value>,
  about: About<Value> & { readonly absent: string },
): Option<Value | undefined> => ({ kind, ...about })
