/** What tests put into the props of a page: other texts, other brands, foreign strings in every place where somebody else's words may stand. */
import type { Edit } from './sample.ts'

/** Ours alone: paths that we route, words that choose among our texts, signs that the configuration has proven. */
const ourOwn = new Set([
  'brand',
  'texts',
  'kind',
  'outcome',
  'problem',
  'problems',
  'openIdScope',
  'openIdScopes',
  'monogram',
  'action',
  'redirectUri',
  'homePath',
  'signInPath',
  'accountPath',
  'appsPath',
  'passwordPath',
])

const replaced = (value: unknown, next: () => string): unknown => {
  if (typeof value === 'string') return next()
  if (Array.isArray(value)) return value.map((entry) => replaced(entry, next))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [key, ourOwn.has(key) ? entry : replaced(entry, next)]),
  )
}

/** The same props with foreign words in every field that a client, a person or an operator fills, each field the next of them in turn. */
export const saying = (...foreign: readonly string[]): Edit => {
  let turn = 0
  const next = (): string => foreign[turn++ % foreign.length] ?? ''
  const edit: Edit = (props) => replaced(props, next) as typeof props // replaces strings by strings only
  return edit
}
