/** Declared servers for tests: what matters is said, the rest is as usual. */
import type { HttpDefinition, PolicyDefinition, ServerDefinition, StdioDefinition } from '../src/definition.ts'

type About = Partial<Omit<ServerDefinition, 'upstream'>>

export const usualPolicy: PolicyDefinition = {
  defaultScopes: undefined,
  scopes: {},
  required: [],
  allow: undefined,
  deny: [],
  tools: {},
  onToolChange: 'withhold',
  listing: 'reachable',
}

const usual = {
  policy: usualPolicy,
  limits: { perPerson: 10_000, perServer: 100_000, concurrentPerPerson: 100, concurrent: 1000, streamsPerPerson: 20 },
  identity: undefined,
} as const

export const overHttp = (name: string, url: string, more: About & { readonly http?: Partial<HttpDefinition> } = {}) => {
  const { http, ...about } = more
  const upstream: HttpDefinition = {
    kind: 'http',
    url,
    headers: {},
    timeouts: { connect: 2000, head: 10_000, silence: 600_000 },
    maxAnswerBytes: 16_777_216,
    ...http,
  }
  return { ...usual, name, title: name, ...about, upstream } satisfies ServerDefinition
}

export const overStdio = (
  name: string,
  command: StdioDefinition['command'],
  more: About & { readonly stdio?: Partial<StdioDefinition> } = {},
) => {
  const { stdio, ...about } = more
  const upstream: StdioDefinition = {
    kind: 'stdio',
    command,
    cwd: process.cwd(),
    environment: {},
    perUser: false,
    timeouts: { idle: 600_000, call: 60_000, start: 15_000 },
    maxChildren: 20,
    maxLineBytes: 16_777_216,
    ...stdio,
  }
  return { ...usual, name, title: name, ...about, upstream } satisfies ServerDefinition
}
