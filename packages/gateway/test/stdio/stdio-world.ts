/** A gateway before programs over standard streams, and clients of both SDKs that come to it: `openStdio(command)`, `visit(kind)`. */
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import * as v2 from '@modelcontextprotocol/client'
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport as TransportV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { afterAll, afterEach, beforeAll } from 'vitest'
import type { StdioDefinition } from '../../src/definition.ts'
import { overStdio } from '../definitions.ts'
import { type GatewayWorld, openGatewayWorld, type Who } from '../gateway-world.ts'

const { resolve } = createRequire(import.meta.url)

export const everything: StdioDefinition['command'] = [
  process.execPath,
  resolve('@modelcontextprotocol/server-everything/dist/index.js'),
]
export const filesystem = (folder: string): StdioDefinition['command'] => [
  process.execPath,
  resolve('@modelcontextprotocol/server-filesystem/dist/index.js'),
  folder,
]
/** A little program of ours beside this file. */
export const program = (file: string, ...words: readonly string[]): StdioDefinition['command'] => [
  process.execPath,
  fileURLToPath(new URL(`programs/${file}`, import.meta.url)),
  ...words,
]

export interface StdioWorld extends GatewayWorld {
  readonly url: string
  readonly headers: (who?: Partial<Who>) => Promise<Record<string, string>>
  /** One POST; headers of the stateful revisions unless told otherwise. */
  readonly post: (body: unknown, headers: Record<string, string>, signal?: AbortSignal) => Promise<Response>
}

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close().catch(() => undefined)
})
export const later = (close: () => Promise<unknown>): void => void closing.push(close)

const begin = async (
  command: StdioDefinition['command'],
  more: Parameters<typeof overStdio>[2],
): Promise<StdioWorld> => {
  const world = await openGatewayWorld(() => [overStdio('tools', command, more)])
  const url = `${world.origin}/mcp/tools`
  return {
    ...world,
    url,
    headers: async (who = {}) => ({ authorization: `Bearer ${await world.token({ name: 'tools', ...who })}` }),
    post: (body, headers, signal) =>
      fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream', ...headers },
        body: JSON.stringify(body),
        ...(signal ? { signal } : {}),
      }),
  }
}

/** For one test: with a program that nobody has spoken to. */
export const openStdio = async (
  command: StdioDefinition['command'],
  more: Parameters<typeof overStdio>[2] = {},
): Promise<StdioWorld> => {
  const world = await begin(command, more)
  later(() => world.close())
  return world
}

/** One for all tests of a file that do not mind what the others did. */
export const shareStdio = (command: StdioDefinition['command']): (() => StdioWorld) => {
  let world: StdioWorld | undefined
  beforeAll(async () => void (world = await begin(command, {})))
  afterAll(() => world?.close())
  return () => {
    if (!world) throw new Error('the world opens before the first test')
    return world
  }
}

export const visitV1 = async (
  { url, headers }: StdioWorld,
  who: Partial<Who> = {},
  capabilities: NonNullable<ConstructorParameters<typeof ClientV1>[1]>['capabilities'] = {},
) => {
  const client = new ClientV1({ name: 'v1', version: '1' }, { capabilities })
  const transport = new TransportV1(new URL(url), { requestInit: { headers: await headers(who) } })
  await client.connect(transport)
  later(() => client.close())
  return client
}

export const visitV2 = async (
  { url, headers }: StdioWorld,
  era: 'stateful' | 'stateless',
  { who = {}, ...options }: v2.ClientOptions & { readonly who?: Partial<Who> } = {},
) => {
  const versionNegotiation = era === 'stateless' ? { versionNegotiation: { mode: { pin: '2026-07-28' } } as const } : {}
  const client = new v2.Client({ name: 'v2', version: '1' }, { ...versionNegotiation, ...options })
  await client.connect(
    new v2.StreamableHTTPClientTransport(new URL(url), { requestInit: { headers: await headers(who) } }),
  )
  later(() => client.close())
  return client
}

let ids = 0

/** A session by hand: `ask` is one request within it. */
export const openSession = async (world: StdioWorld, who: Partial<Who> = {}, capabilities: object = {}) => {
  const auth = await world.headers(who)
  const begun = await world.post(
    {
      jsonrpc: '2.0',
      id: (ids += 1),
      method: 'initialize',
      params: { protocolVersion: '2025-11-25', capabilities, clientInfo: { name: 'hand', version: '1' } },
    },
    auth,
  )
  const session = begun.headers.get('mcp-session-id') ?? ''
  const headers = { ...auth, 'mcp-session-id': session, 'mcp-protocol-version': '2025-11-25' }
  await world.post({ jsonrpc: '2.0', method: 'notifications/initialized' }, headers)
  return {
    begun: (await begun.json()) as { readonly result: Record<string, unknown> },
    session,
    headers,
    ask: (method: string, params: object = {}, signal?: AbortSignal) =>
      world.post({ jsonrpc: '2.0', id: (ids += 1), method, params }, headers, signal),
    tell: (message: object) => world.post({ jsonrpc: '2.0', ...message }, headers),
  }
}

/** One request of the stateless revision, by hand. */
export const askStateless = async (
  world: StdioWorld,
  method: string,
  { params = {}, who = {}, capabilities = {}, meta = {}, headers = {} }: Stateless = {},
) => {
  const name = params['name'] ?? params['uri']
  return world.post(
    {
      jsonrpc: '2.0',
      id: (ids += 1),
      method,
      params: {
        ...params,
        _meta: {
          'io.modelcontextprotocol/protocolVersion': '2026-07-28',
          'io.modelcontextprotocol/clientInfo': { name: 'hand', version: '1' },
          'io.modelcontextprotocol/clientCapabilities': capabilities,
          ...meta,
        },
      },
    },
    {
      ...(await world.headers(who)),
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': method,
      ...(typeof name === 'string' ? { 'mcp-name': name } : {}),
      ...headers,
    },
  )
}

interface Stateless {
  readonly params?: Readonly<Record<string, unknown>>
  readonly who?: Partial<Who>
  readonly capabilities?: object
  readonly meta?: object
  readonly headers?: Record<string, string>
}

/** The messages of an event stream, as they come. */
export async function* eventsOf(response: Response): AsyncGenerator<Record<string, unknown>> {
  let rest = ''
  for await (const piece of response.body ?? []) {
    rest += Buffer.from(piece).toString('utf8')
    const events = rest.split('\n\n')
    rest = events.pop() ?? ''
    yield* events.flatMap(messageIn)
  }
}

const messageIn = (event: string): readonly Record<string, unknown>[] => {
  const data = event.split('\n').find((line) => line.startsWith('data: '))
  return data === undefined ? [] : [JSON.parse(data.slice(6)) as Record<string, unknown>]
}

/** The answer, be it JSON or the last event. */
export const answerOf = async (response: Response): Promise<Record<string, unknown>> => {
  if (!response.headers.get('content-type')?.startsWith('text/event-stream')) {
    return (await response.json()) as Record<string, unknown>
  }
  let last: Record<string, unknown> = {}
  for await (const event of eventsOf(response)) last = event
  return last
}
