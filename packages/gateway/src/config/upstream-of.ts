/** What stands behind one server: a checked declaration in, the definition of its upstream out, or what is wrong with it. */
import { resolve } from 'node:path'
import type { HttpDefinition, StdioDefinition } from '../definition.ts'
import { whyRefused } from '../stdio/child-environment.ts'
import { findProgram } from '../stdio/find-program.ts'
import type { Problem } from './problem.ts'
import type { DeclaredServer } from './schema.ts'

export interface Ground {
  /** Relative paths start here. */
  readonly base: string
  /** `PATH` of whoever declares it. */
  readonly searchPath: string | undefined
}

/** `path`: of the member at fault. */
export type Fault = Pick<Problem, 'reason' | 'cure'> & { readonly path: readonly string[] }

export const upstreamOf = (
  declared: DeclaredServer,
  ground: Ground,
): HttpDefinition | StdioDefinition | readonly Fault[] =>
  declared.url === undefined ? overStdio(declared, ground) : overHttp(declared, declared.url)

const overHttp = (declared: DeclaredServer, url: string): HttpDefinition | readonly Fault[] => {
  const { timeouts, limits } = declared
  const headers = Object.entries(declared.headers).map(([name, value]) => [name.toLowerCase(), value] as const)
  const faults = [...urlFaults(url), ...headers.flatMap(headerFaults)]
  if (faults.length > 0) return faults
  return {
    kind: 'http',
    url,
    headers: Object.fromEntries(headers),
    timeouts: { connect: timeouts.connect, head: timeouts.head, silence: timeouts.silence },
    maxAnswerBytes: limits.maxAnswerBytes,
  }
}

const urlFaults = (url: string): readonly Fault[] => {
  const fault = (reason: string, cure: string): readonly Fault[] => [{ path: ['url'], reason, cure }]
  if (!/^https?:\/\/[^\s/]/i.test(url) || !URL.canParse(url)) {
    // Not quoted: credentials may have been filled in.
    return fault('it is no http or https URL', 'Write for example http://localhost:3000/mcp')
  }
  const { username, password, hash } = new URL(url)
  if (username !== '' || password !== '') {
    return fault('the URL names a user before the host', 'Write what proves the gateway as a header')
  }
  return hash === '' ? [] : fault('the URL has a fragment', 'End it before #')
}

/** What the gateway says itself, and what says how bytes travel. RFC 9110 §7.6.1 */
const ours =
  /^(host|connection|content-.*|transfer-encoding|te|trailer|upgrade|keep-alive|proxy-.*|expect|accept|gatehouse-.*|mcp-.*|last-event-id|trace(parent|state))$/

/** RFC 9110 §5.1, §5.5 */
const headerFaults = ([name, value]: readonly [string, string]): readonly Fault[] => {
  const fault = (reason: string, cure: string): readonly Fault[] => [{ path: ['headers', name], reason, cure }]
  if (ours.test(name)) return fault('the gateway says this header itself', 'Leave it out')
  if (!/^[!#$%&'*+.^_`|~0-9a-z-]+$/.test(name)) return fault('it is no name of a header', 'Write letters and dashes')
  // The value may be a secret: it is not quoted.
  return /^[\t\x20-\x7e]*$/.test(value) ? [] : fault('its value is not one line of ASCII', 'Look for a line end in it')
}

const overStdio = (declared: DeclaredServer, { base, searchPath }: Ground): StdioDefinition | readonly Fault[] => {
  const { command = '', args, env, perUser, timeouts, limits } = declared
  const cwd = resolve(base, declared.cwd ?? '.')
  const refused = Object.entries(env).flatMap(([name, value]): readonly Fault[] => {
    const reason = whyRefused(name, value)
    return reason === undefined ? [] : [{ path: ['env', name], reason, cure: 'Leave it out' }]
  })
  const program = found(() => findProgram({ program: command, cwd, path: searchPath }))
  if (typeof program !== 'string' || refused.length > 0) {
    return typeof program === 'string' ? refused : [program, ...refused]
  }
  return {
    kind: 'stdio',
    command: [program, ...args],
    cwd,
    environment: env,
    perUser,
    timeouts: { idle: timeouts.idle, call: timeouts.call, start: timeouts.start },
    maxChildren: limits.maxChildren,
    maxLineBytes: limits.maxLineBytes,
  }
}

/** `reason: cure`, says whoever seeks it. */
const found = (seek: () => string): string | Fault => {
  try {
    return seek()
  } catch (error) {
    const { message } = error instanceof Error ? error : new Error(String(error))
    const at = message.lastIndexOf(': ')
    const cure = message.slice(at + 2)
    return { path: ['command'], reason: message.slice(0, at), cure: `${cure.charAt(0).toUpperCase()}${cure.slice(1)}` }
  }
}
