/**
 * `npm run bench:guard`: what a guard costs above the same endpoint without one, in CPU of the server's process. With a token that was seen
 * before, and with new ones. `--quick`, `--only node,hono`, `--port 4770`.
 */
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { startGenerator, type Generator } from './load/generator.ts'
import type { Sample, Work } from './load/work.ts'
import { startIssuer, type LocalIssuer } from './machine/local-issuer.ts'
import { prepare } from './machine/prepare.ts'
import { startServer, type ServerProcess } from './machine/server-process.ts'
import { median, saveResults } from './results.ts'

const guards: Readonly<Record<string, string>> = {
  node: 'Gatehouse guard, node:http',
  hono: 'Gatehouse guard, Hono',
  'sdk-v1': 'MCP SDK v1 requireBearerAuth + jose, Express 5',
  'sdk-v2': 'MCP SDK v2 requireBearerAuth + jose, Hono',
  'mcp-auth': 'mcp-auth, Express 5',
  auth0: 'express-oauth2-jwt-bearer, Express 5',
  'hono-jwk': 'jwk of Hono, keys kept in memory (tokens of type JWT)',
  fastify: '@fastify/jwt',
  'fastify-cache': '@fastify/jwt with its cache',
}

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    port: { type: 'string', default: '4770' },
  },
})
const asked = Object.keys(guards).filter((name) => values.only?.split(',').includes(name) ?? true)
const rounds = values.quick ? 1 : 3
const span = values.quick ? { warmUp: 0.5, counted: 0.8 } : { warmUp: 1, counted: 1.5 }
const resource = 'https://notes.example/mcp'
/** More than any guard here remembers. */
const newTokens = 12_000

const tokensOf = ({ token }: LocalIssuer, typ: string): readonly string[] =>
  Array.from({ length: newTokens }, () => token({ resource, scope: 'notes:read', typ }))

const worksOf = (tokens: readonly string[]): Readonly<Record<'open' | 'seen' | 'new', Work>> => {
  const asking = (path: string, list: readonly string[]): Work => ({
    kind: 'asks',
    status: 200,
    asks: list.map((token) => ({ method: 'GET', path, headers: { Authorization: `Bearer ${token}` } })),
  })
  return {
    open: asking('/open', tokens.slice(0, 1)),
    seen: asking('/mcp', tokens.slice(0, 1)),
    new: asking('/mcp', tokens),
  }
}

interface Standing {
  readonly name: string
  readonly port: number
  readonly server: ServerProcess
}

const stand = async (name: string, port: number, issuer: string): Promise<Standing> => {
  const file = fileURLToPath(new URL('peers/guarded.ts', import.meta.url))
  const environment = { VARIANT: name, PORT: String(port), ISSUER: issuer, RESOURCE: resource }
  return { name, port, server: await startServer({ argv: [file], environment }, { port, metadataPath: '/open' }) }
}

/** Hono takes no other type than JWT, so RFC 9068 tokens are not for it. */
const typeFor = (name: string): 'JWT' | 'at+jwt' => (name === 'hono-jwk' ? 'JWT' : 'at+jwt')

const measureAll = async (standings: readonly Standing[], issuer: LocalIssuer, generator: Generator) => {
  const works = { JWT: worksOf(tokensOf(issuer, 'JWT')), 'at+jwt': worksOf(tokensOf(issuer, 'at+jwt')) }
  const samples = new Map<string, Sample[]>()
  const measure = async ({ name, server }: Standing, kind: string): Promise<void> => {
    const key = `${name} ${kind}`
    samples.set(key, [...(samples.get(key) ?? []), await generator.measure({ key, pid: server.pid, span })])
  }
  for (const kind of ['open', 'seen', 'new'] as const) {
    for (const { name, port } of standings) {
      await generator.prepare({ key: `${name} ${kind}`, port, work: works[typeFor(name)][kind] })
    }
    for (const standing of Array.from({ length: rounds }, () => standings).flat()) await measure(standing, kind)
  }
  const cpu = (name: string, kind: string): number =>
    median((samples.get(`${name} ${kind}`) ?? []).map(({ cpuMicroseconds }) => cpuMicroseconds))
  return standings.map(({ name }) => {
    const open = cpu(name, 'open')
    return { guard: guards[name] ?? name, open, seen: cpu(name, 'seen') - open, new: cpu(name, 'new') - open }
  })
}

const main = async (): Promise<void> => {
  const issuer = await startIssuer()
  const generator = startGenerator()
  const standings: Standing[] = []
  try {
    for (const [index, name] of asked.entries())
      standings.push(await stand(name, Number(values.port) + index, issuer.issuer))
    const rows = await measureAll(standings, issuer, generator)
    saveResults(values.quick || values.only ? 'last-partial-guard' : 'guard', {
      when: new Date().toISOString().slice(0, 16),
      rows,
    })
    console.log(
      '| guard | endpoint alone, us | token seen before: us more | new token, ES256: us more |\n| --- | --- | --- | --- |',
    )
    for (const row of rows)
      console.log(`| ${row.guard} | ${row.open.toFixed(1)} | ${row.seen.toFixed(1)} | ${row.new.toFixed(1)} |`)
  } finally {
    generator.close()
    issuer.close()
    for (const { server } of standings) await server.stop()
  }
}

prepare()
await main()
