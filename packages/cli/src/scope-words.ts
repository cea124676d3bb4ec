/** Scopes as words of a command line: `notes:read=Read your notes`. */
import { Misuse } from './explain.ts'

interface Said {
  readonly scope: readonly string[]
  readonly implies?: readonly string[]
  readonly privileged?: readonly string[]
}

interface Scope {
  readonly name: string
  readonly description: string
  readonly implies: string[]
  readonly isPrivileged: boolean
}

/** Throws Misuse. */
export const scopesFrom = ({ scope, implies = [], privileged = [] }: Said): Scope[] => {
  const pairs = implies.map((text) => pair('--implies', text))
  const scopes = scope.map((text) => {
    const [name, description] = pair('--scope', text)
    const included = pairs.filter(([greater]) => greater === name).map(([, lesser]) => lesser)
    return { name, description, implies: included, isPrivileged: privileged.includes(name) }
  })
  const unknown = [...pairs.map(([greater]) => greater), ...privileged].find(
    (name) => !scopes.some((one) => one.name === name),
  )
  if (unknown !== undefined) throw new Misuse(`there is no --scope ${unknown}`)
  return scopes
}

const pair = (flag: string, text: string): readonly [string, string] => {
  const at = text.indexOf('=')
  if (at > 0 && at < text.length - 1) return [text.slice(0, at), text.slice(at + 1)]
  const form = flag === '--scope' ? '"notes:read=Read your notes"' : 'notes:write=notes:read'
  throw new Misuse(`${flag} ${text}: write ${flag} ${form}`)
}
