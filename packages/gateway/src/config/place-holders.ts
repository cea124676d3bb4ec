/**
 * Values that stand elsewhere: `${env:NAME}` in the environment, `${file:path}` in a file, so that no secret has to stand in a declaration.
 * The forms of other clients' files are understood: `${NAME}`, `${NAME:-otherwise}`, `${userHome}`, `${workspaceFolder}`.
 */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'

export interface Elsewhere {
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Relative paths start here. */
  readonly base: string
}

export type Filled = { readonly text: string } | { readonly reason: string; readonly cure: string }

const form = /\$\{([^}]*)\}/g
/** More is no secret, but a mistake. */
const longestFile = 65_536

export const fillIn = (text: string, elsewhere: Elsewhere): Filled => {
  const found = [...text.matchAll(form)].map(([whole, inner = '']) => ({ whole, value: valueOf(inner, elsewhere) }))
  const wrong = found.map(({ value }) => value).find((value) => 'reason' in value)
  if (wrong) return wrong
  let next = 0
  return {
    text: text.replace(form, () => {
      const { value } = found[next++] ?? { value: { text: '' } }
      return 'text' in value ? value.text : ''
    }),
  }
}

const valueOf = (inner: string, { environment, base }: Elsewhere): Filled => {
  const [, kind = '', name = ''] = /^(env|file):(.+)$/s.exec(inner) ?? []
  if (kind === 'file') return fromFile(resolve(base, name))
  if (inner === 'workspaceFolder') return { text: base }
  if (inner === 'userHome') return fromEnvironment('HOME', environment)
  const [, variable = '', otherwise] = /^([A-Za-z_][A-Za-z0-9_]*)(?::-(.*))?$/s.exec(name === '' ? inner : name) ?? []
  if (variable !== '') return fromEnvironment(variable, environment, otherwise)
  const reason = `\${${inner}} means nothing here`
  if (inner.startsWith('input:'))
    return { reason, cure: `Nobody is asked: write \${env:NAME} or \${file:path} instead` }
  return { reason, cure: 'Write ${env:NAME} or ${file:path}' }
}

const fromEnvironment = (name: string, environment: Elsewhere['environment'], otherwise?: string): Filled => {
  const text = environment[name] || otherwise
  if (text !== undefined) return { text }
  return { reason: `the environment variable ${name} is not set`, cure: `Set ${name} before the start` }
}

/** Without the line end that editors and `echo` leave behind. */
const fromFile = (path: string): Filled => {
  try {
    const text = readFileSync(path, 'utf8').replace(/\r?\n$/, '')
    if (text.length <= longestFile) return { text }
    return { reason: `${path} holds more than ${longestFile} characters`, cure: 'Name the file that holds the secret' }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    const reason = code === 'ENOENT' ? `${path} does not exist` : `${path} cannot be read (${code})`
    return { reason, cure: 'Mend the path; it is relative to the file that names it' }
  }
}
