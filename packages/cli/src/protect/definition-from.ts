/** The server that flags declare, with what is wrong with it said in the words of the command line. */
import type { ServerDefinition } from '@gatehouse/gateway'
import { nameOfCommand, nameOfUrl, readServer, type Problem } from '@gatehouse/gateway/config'
import { ConfigError } from '@gatehouse/server/config/config-error'
import { Misuse } from '../explain.ts'
import type { World } from '../world.ts'
import type { Target } from './target.ts'

/** What can be said about the one server of the command line. */
export interface ServerFlags {
  readonly name?: string
  readonly title?: string
  readonly scopes?: string
  readonly allow?: readonly string[]
  readonly deny?: readonly string[]
  readonly perUser?: boolean
  readonly env?: readonly string[]
  readonly header?: readonly string[]
  readonly headerEnv?: readonly string[]
  readonly identity?: string | boolean
}

export const serverFlags: readonly { readonly member: keyof ServerFlags; readonly flag: string }[] = [
  { member: 'name', flag: '--name' },
  { member: 'title', flag: '--title' },
  { member: 'scopes', flag: '--scopes' },
  { member: 'allow', flag: '--allow' },
  { member: 'deny', flag: '--deny' },
  { member: 'perUser', flag: '--per-user' },
  { member: 'env', flag: '--env' },
  { member: 'header', flag: '--header' },
  { member: 'headerEnv', flag: '--header-env' },
  { member: 'identity', flag: '--identity' },
]

interface Found {
  readonly definitions: readonly ServerDefinition[]
  readonly warnings: readonly Problem[]
}

/** Throws Misuse and ConfigError. */
export const definitionFrom = (target: NonNullable<Target>, flags: ServerFlags, world: World): Found => {
  const { name = 'url' in target ? nameOfUrl(target.url) : nameOfCommand(target.command) } = flags
  const read = readServer({
    name,
    said: { ...upstreamFrom(target), ...detailsFrom(flags, name, world) },
    source: 'command line',
    keyOf,
    base: world.workingDirectory,
    searchPath: world.environment['PATH'],
  })
  if (read.definition) return { definitions: [read.definition], warnings: exposed(flags) }
  throw new ConfigError(read.problems)
}

/** Every user of the machine can read what stands on a command line. */
const exposed = ({ env = [], header = [] }: ServerFlags): readonly Problem[] => {
  const reason = 'its value stands on the command line, which every user of this machine can read'
  const variables = env.flatMap((one) => (one.includes('=') ? one.slice(0, one.indexOf('=')) : []))
  const headers = header.map((one) => one.slice(0, Math.max(0, one.indexOf(':'))).trim())
  return [
    ...variables
      .filter((name) => secretName.test(name))
      .map((name) => ({ name: `--env ${name}`, cure: `Set ${name} before the start, and write --env ${name}` })),
    ...headers
      .filter((name) => secretName.test(name))
      .map((name) => ({ name: `--header ${name}`, cure: `Set a variable, and write --header-env ${name}=VARIABLE` })),
  ].map(({ name: key, cure }) => ({ key, source: 'command line', reason, cure }))
}

const secretName = /authorization|cookie|token|secret|passw|credential|key|auth/i

const upstreamFrom = (target: NonNullable<Target>) => {
  if ('url' in target) return { url: target.url }
  const [command, ...args] = target.command
  return { command, args }
}

/** As the command line spells a member. */
const keyOf = ([member, inner]: readonly string[]): string => {
  const spelt: Readonly<Record<string, string>> = { url: 'the URL', command: 'the command', defaultScopes: '--scopes' }
  if (member === undefined) return '--name'
  if (member === 'env' || member === 'headers') return `--${member === 'env' ? member : 'header'} ${inner ?? ''}`.trim()
  return spelt[member] ?? `--${member.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
}

/** A member that nobody said is left to its default. */
const detailsFrom = (flags: ServerFlags, name: string, { environment }: World) => {
  const { title, scopes, perUser, allow, deny, identity, env, header, headerEnv } = flags
  const headers = { ...headersFrom(header), ...headersFromEnvironment(headerEnv, environment) }
  return {
    ...(title !== undefined && { title }),
    ...(scopes !== undefined && { defaultScopes: scopesFrom(scopes, name) }),
    ...(allow && { allow: listed(allow) }),
    ...(deny && { deny: listed(deny) }),
    ...(perUser && { perUser }),
    ...(identity !== undefined && { identity: switched('--identity', identity) }),
    ...(env && { env: variablesFrom(env, environment) }),
    ...(Object.keys(headers).length > 0 && { headers }),
  }
}

const listed = (said: readonly string[]): readonly string[] =>
  said.flatMap((one) => one.split(/[,\s]+/)).filter((one) => one !== '')

/** `read` means `<name>:read`. */
const scopesFrom = (said: string, name: string): readonly string[] =>
  listed([said]).map((scope) => (['read', 'write', 'admin'].includes(scope) ? `${name}:${scope}` : scope))

const switched = (flag: string, said: string | boolean): boolean => {
  if (said === true || said === 'true') return true
  if (said === false || said === 'false') return false
  throw new Misuse(`${flag} ${said}: write ${flag} true or ${flag} false`)
}

const variablesFrom = (said: readonly string[], environment: World['environment']): Record<string, string> =>
  Object.fromEntries(
    said.map((one) => {
      const at = one.indexOf('=')
      const name = at < 0 ? one : one.slice(0, at)
      if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) throw new Misuse(`--env ${name} is no name of a variable`)
      return [name, at < 0 ? variable(`--env ${name}`, name, environment) : one.slice(at + 1)]
    }),
  )

const variable = (flag: string, name: string, environment: World['environment']): string => {
  const value = environment[name]
  if (value !== undefined) return value
  throw new Misuse(`${flag}: the environment variable ${name} is not set: set it before the start`)
}

const headersFrom = (said: readonly string[] = []): Record<string, string> =>
  Object.fromEntries(
    said.map((one) => {
      const at = one.indexOf(':')
      if (at < 1) throw new Misuse(`--header ${one}: write --header "Name: value"`)
      return [one.slice(0, at).trim(), one.slice(at + 1).trim()]
    }),
  )

const headersFromEnvironment = (
  said: readonly string[] = [],
  environment: World['environment'],
): Record<string, string> =>
  Object.fromEntries(
    said.map((one) => {
      const [, name = '', from = ''] = /^([^=]+)=([A-Za-z_][A-Za-z0-9_]*)$/.exec(one) ?? []
      if (name === '') throw new Misuse(`--header-env ${one}: write --header-env Authorization=MY_VARIABLE`)
      return [name, variable(`--header-env ${name}`, from, environment)]
    }),
  )
