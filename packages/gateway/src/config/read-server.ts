/** One declared server in, its definition out, or everything that is wrong with it at once. */
import { nearest } from '@gatehouse/protocol/nearest'
import type { z } from 'zod'
import type { ServerDefinition } from '../definition.ts'
import { scopeNamesOf } from '../policy/policy-scopes.ts'
import type { Problem } from './problem.ts'
import { type About, type DeclaredServer, declaredServer, limits, timeouts } from './schema.ts'
import { namePattern, nameRule, plainName } from './server-name.ts'
import { upstreamOf, type Ground } from './upstream-of.ts'

export interface Declaration extends Ground {
  readonly name: string
  /** As its file or the command line says it, placeholders filled in. */
  readonly said: Readonly<Record<string, unknown>>
  readonly source: string
  /** How the source spells a member: `mcpServers.notes.url`, `--deny`. */
  readonly keyOf: (path: readonly string[]) => string
}

export type Read =
  | { readonly definition: ServerDefinition }
  | { readonly definition?: never; readonly problems: readonly Problem[] }

export const readServer = (declaration: Declaration): Read => {
  const parsed = declaredServer.safeParse(declaration.said)
  const found = [
    ...(parsed.success ? scopeProblems(declaration, parsed.data) : []),
    ...nameProblems(declaration),
    ...kindProblems(declaration),
    ...(parsed.success ? [] : parsed.error.issues.flatMap((issue) => inOurWords(declaration, issue))),
  ]
  if (!parsed.success || found.length > 0) return { problems: found }
  const { name, source, keyOf } = declaration
  const upstream = upstreamOf(parsed.data, declaration)
  if ('kind' in upstream) return { definition: definitionOf(name, parsed.data, upstream) }
  return { problems: upstream.map(({ path, ...why }) => ({ key: keyOf(path), source, ...why })) }
}

const definitionOf = (
  name: string,
  declared: DeclaredServer,
  upstream: ServerDefinition['upstream'],
): ServerDefinition => {
  const { title = name, identity, limits: wanted } = declared
  const { defaultScopes, scopes, required, allow, deny, tools, onToolChange, listing } = declared
  const { perPerson, perServer, concurrentPerPerson, concurrent, streamsPerPerson } = wanted
  return {
    name,
    title,
    upstream,
    policy: { defaultScopes, scopes, required, allow, deny, tools, onToolChange, listing },
    limits: { perPerson, perServer, concurrentPerPerson, concurrent, streamsPerPerson },
    identity: identityFor(identity, name, upstream),
  }
}

/** What runs on this computer is told who is calling; what is elsewhere may be somebody else's, and is told nothing unless the operator says so. */
const identityFor = (
  said: DeclaredServer['identity'],
  name: string,
  upstream: ServerDefinition['upstream'],
): ServerDefinition['identity'] => {
  if (typeof said === 'object') return said
  const isHere = upstream.kind === 'stdio' || isLoopback(new URL(upstream.url).hostname)
  return (said ?? isHere) ? { audience: upstream.kind === 'stdio' ? name : withoutQuery(upstream.url) } : undefined
}

/** Whoever comes by a token can read it, and credentials may stand behind the `?`. */
const withoutQuery = (url: string): string => url.split(/[?#]/, 1)[0] ?? url

/** It says nothing to a stranger: only names that cannot lead elsewhere. */
const isLoopback = (hostname: string): boolean => /^(localhost|.+\.localhost|127\.[\d.]+|\[::1\])$/.test(hostname)

const nameProblems = ({ name, source, keyOf }: Declaration): readonly Problem[] => {
  if (namePattern.test(name)) return []
  const plain = plainName(name)
  const cure = plain === '' ? 'Choose another' : `Write ${plain}, and the other as its title`
  return [{ key: keyOf([]), source, reason: `its name ${nameRule}`, cure }]
}

/** A scope that nobody can get would shut the tool for everybody. */
const scopeProblems = ({ name, source, keyOf }: Declaration, declared: DeclaredServer): readonly Problem[] => {
  const { defaultScopes = [], required, tools } = declared
  const known = [...Object.values(scopeNamesOf(name)), ...Object.keys(declared.scopes)]
  const named = [
    ...defaultScopes.map((scope, index) => ({ scope, path: ['defaultScopes', `${index}`] })),
    ...required.map((scope, index) => ({ scope, path: ['required', `${index}`] })),
    ...Object.entries(tools).flatMap(([tool, rule]) =>
      [...(rule.scopes ?? []), ...(rule.arguments ?? []).flatMap(({ scopes }) => scopes)].map((scope) => ({
        scope,
        path: ['tools', tool],
      })),
    ),
  ]
  return named
    .filter(({ scope }) => !known.includes(scope))
    .map(({ scope, path }) => {
      const guess = nearest(scope, known) ?? known.find((one) => one.endsWith(`:${scope}`))
      const cure = guess
        ? `Did you mean ${guess}?`
        : `Use one of ${known.join(', ')}; a file can declare others as its scopes`
      return { key: keyOf(path), source, reason: `there is no scope ${scope}`, cure }
    })
}

/** A server is a URL or a command, and every member must fit. */
const kindProblems = ({ said, source, keyOf }: Declaration): readonly Problem[] => {
  const [hasUrl, hasCommand] = [said['url'] !== undefined, said['command'] !== undefined]
  if (hasUrl === hasCommand) {
    const reason = hasUrl ? 'it has both a url and a command' : 'it has neither a url nor a command'
    return [{ key: keyOf([]), source, reason, cure: 'Say where it is: either command (and args), or url' }]
  }
  const kind = hasUrl ? 'url' : 'command'
  const misfits = [
    ...misfitting(declaredServer, said, kind).map((member) => [member]),
    ...misfitting(limits, said['limits'], kind).map((member) => ['limits', member]),
    ...misfitting(timeouts, said['timeouts'], kind).map((member) => ['timeouts', member]),
  ]
  const other = hasUrl ? 'a command' : 'a url'
  return misfits.map((path) => ({
    key: keyOf(path),
    source,
    reason: `it is only for servers with ${other}`,
    cure: 'Leave it out',
  }))
}

const misfitting = ({ shape }: Shaped, said: unknown, kind: About['only']): readonly string[] => {
  if (typeof said !== 'object' || said === null) return []
  return Object.keys(said).filter((member) => {
    const only = shape[member]?.meta()?.['only']
    return only !== undefined && only !== kind
  })
}

interface Shaped {
  readonly shape: Readonly<Record<string, z.ZodType>>
}

const inOurWords = ({ source, keyOf }: Declaration, issue: z.core.$ZodIssue): readonly Problem[] => {
  const path = issue.path.map(String)
  if (issue.code !== 'unrecognized_keys') {
    return [{ key: keyOf(path), source, reason: `the value ${issue.message}`, cure: cureFor(path) }]
  }
  const known = membersAt(path)
  return issue.keys.map((member) => {
    const guess = nearest(member, known)
    const cure = guess ? `Did you mean ${guess}?` : `Leave it out; docs/reference/gateway.md lists all members`
    return { key: keyOf([...path, member]), source, reason: 'there is no such member', cure }
  })
}

const cureFor = ([member = '', inner]: readonly string[]): string =>
  `See ${inner !== undefined && ['limits', 'timeouts'].includes(member) ? `${member}.${inner}` : member} in docs/reference/gateway.md`

const membersAt = ([group, , last]: readonly string[]): readonly string[] => {
  if (group === undefined) return Object.keys(declaredServer.shape)
  if (group === 'limits') return Object.keys(limits.shape)
  if (group === 'timeouts') return Object.keys(timeouts.shape)
  if (last === undefined) return ['scopes', 'arguments']
  return ['argument', 'scopes', 'when', 'unless', 'equals', 'oneOf', 'startsWith', 'matches', 'present']
}
