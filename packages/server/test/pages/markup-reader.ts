/** Reads a page strictly: every tag closed in order, every attribute quoted and known once. Hands over the skeleton and the text; throws at the first fault. */

export interface ReadPage {
  /** Tags with their attribute names, without their values. */
  readonly skeleton: readonly string[]
  readonly text: string
}

const empty = new Set(['meta', 'link', 'input', 'br', 'img', 'path'])
const attribute = /\s+(viewBox|[a-z-]+)(?:="([^"<>]*)")?/gy

export const readPage = (page: string): ReadPage => {
  const skeleton: string[] = []
  const open: string[] = []
  const text: string[] = []
  for (const [, words = '', name, rest = ''] of page
    .replace('<!doctype html>', '')
    .matchAll(/([^<]*)(?:<(\/?[a-z][a-z0-9]*)([^>]*)>)?/gi)) {
    if (open.at(-1) !== 'style') text.push(words)
    if (name?.startsWith('/')) close(open, name.slice(1))
    if (name === undefined || name.startsWith('/')) continue
    skeleton.push(`${name}[${attributeNames(rest.replace(/\s*\/?\s*$/, '')).join(' ')}]`)
    if (!empty.has(name)) open.push(name)
  }
  if (open.length > 0) throw new Error(`${open.join(', ')} stay open`)
  return { skeleton, text: text.join('') }
}

const close = (open: string[], name: string): void => {
  if (open.pop() !== name) throw new Error(`${name} closes what is not open`)
}

const attributeNames = (source: string): readonly string[] => {
  const names = [...source.matchAll(attribute)].map(([whole, name = '']) => ({ whole, name }))
  const consumed = names.reduce((sum, { whole }) => sum + whole.length, 0)
  if (consumed !== source.length) throw new Error(`attributes that cannot be read: ${source.slice(consumed)}`)
  const unique = new Set(names.map(({ name }) => name))
  if (unique.size !== names.length) throw new Error(`an attribute twice: ${source}`)
  return [...unique]
}
