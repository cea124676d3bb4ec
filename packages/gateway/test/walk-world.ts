/** One walk on a real port, of real parts, before an upstream that remembers what it heard. Parts can be replaced by broken ones. */
import { createServer } from 'node:http'
import { mkdtemp, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createGate, readOptions, type Rules } from '@gatehouse/guard/gate'
import type { LimitsDefinition } from '../src/definition.ts'
import { createIdentity } from '../src/identity/identity.ts'
import { openPins } from '../src/policy/keep-pins.ts'
import { toolsFile } from '../src/policy/pins.ts'
import { openPolicy } from '../src/policy/policy.ts'
import type { CallEvent } from '../src/traffic/call-event.ts'
import { createLimits } from '../src/traffic/limits.ts'
import type { Exchange, Upstream } from '../src/upstream.ts'
import { createWalk, type WalkNeeds } from '../src/walk.ts'
import { openAuthority, type Who } from './authority.ts'
import { overHttp } from './definitions.ts'
import { capturedLog, type Line } from './gateway-world.ts'

export interface Parts {
  readonly walk?: Partial<WalkNeeds>
  readonly rules?: (real: Rules) => Rules
  readonly limits?: Partial<LimitsDefinition>
  readonly serve?: Upstream['serve']
  readonly fetch?: (url: string) => Promise<Response>
}

export interface WalkWorld {
  readonly url: string
  readonly heard: readonly Exchange[]
  readonly told: readonly CallEvent[]
  readonly lines: readonly Line[]
  readonly ask: (message: object | string, init?: Asking) => Promise<Response>
  readonly bearer: (who?: Partial<Who>) => Promise<string>
  /** Resolves when no client is connected. */
  readonly quiet: () => Promise<void>
  readonly close: () => Promise<void>
}

interface Asking {
  readonly who?: Partial<Who>
  readonly headers?: object
  readonly method?: string
  readonly signal?: AbortSignal
}

export const call = (tool: string, id: number | string = 1) => ({
  jsonrpc: '2.0',
  id,
  method: 'tools/call',
  params: { name: tool, arguments: {} },
})

const answer: Upstream['serve'] = async ({ outgoing }) => {
  outgoing.writeHead(200, { 'content-type': 'application/json' }).end('{}')
  return { outcome: 'result', status: 200 }
}

export const openWalkWorld = async (parts: Parts = {}): Promise<WalkWorld> => {
  const authority = await openAuthority()
  const { log, lines } = capturedLog()
  const { policy: declared, limits } = overHttp('notes', 'http://127.0.0.1:9/')
  const heard: Exchange[] = []
  const told: CallEvent[] = []
  const server = createServer((incoming, outgoing) => {
    void walk({ incoming, outgoing, visit: { traceId: 'trc_1', source: '127.0.0.1' }, address: '127.0.0.1' })
  })
  const clients = new Set<unknown>()
  let whenQuiet = (): void => undefined
  server.on('connection', (client) => {
    clients.add(client)
    client.once('close', () => clients.delete(client) && clients.size === 0 && whenQuiet())
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const resource = `http://localhost:${(server.address() as AddressInfo).port}/mcp/notes`
  const folder = await mkdtemp(join(tmpdir(), 'gatehouse-walk-'))
  const policy = openPolicy({
    name: 'notes',
    title: 'Notes',
    definition: { ...declared, deny: ['hidden'] },
    pins: openPins({ server: 'notes', file: toolsFile(folder, 'notes'), log, nowMs: Date.now }),
    log,
    nowMs: Date.now,
    relist: () => void policy.learn([]),
  })
  const { fetch = authority.guard.fetch, rules = (real: Rules) => real } = parts
  const settings = readOptions({ ...authority.guard, fetch, resource, scopes: policy.defaultScopes, filterTools: true })
  const identity = createIdentity({
    secret: new Uint8Array(32),
    issuer: 'http://localhost/mcp',
    now: () => Date.now() / 1000,
  })
  const walk = createWalk({
    name: 'notes',
    gate: createGate(settings, rules(policy.rules)),
    policy,
    limits: createLimits({ ...limits, ...parts.limits }, Date.now),
    upstream: {
      serve(exchange) {
        heard.push(exchange)
        return (parts.serve ?? answer)(exchange)
      },
    },
    identityFor: (caller) => identity.tokenFor(caller, 'urn:notes'),
    tell: (event) => void told.push(event),
    log,
    nowMs: Date.now,
    leaving: new AbortController().signal,
    ...parts.walk,
  })
  const bearer = async (who: Partial<Who> = {}): Promise<string> =>
    `Bearer ${await authority.token({ name: 'notes', ...who }, resource)}`
  return {
    url: resource,
    heard,
    told,
    lines,
    bearer,
    async ask(message, { who, headers, method = 'POST', signal = null } = {}) {
      return await globalThis.fetch(resource, {
        method,
        signal,
        headers: { authorization: await bearer(who), 'content-type': 'application/json', ...headers },
        ...(message === '' ? {} : { body: typeof message === 'string' ? message : JSON.stringify(message) }),
      })
    },
    quiet: () => (clients.size === 0 ? Promise.resolve() : new Promise((resolve) => (whenQuiet = resolve))),
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await rm(folder, { recursive: true })
    },
  }
}
