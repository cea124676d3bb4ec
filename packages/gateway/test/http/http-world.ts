/** A gateway before a spy: `ask` sends what a client would, and `spy` tells what came through. */
import { request } from 'node:http'
import type { HttpDefinition, ServerDefinition } from '../../src/definition.ts'
import { overHttp } from '../definitions.ts'
import { type GatewayWorld, openGatewayWorld, type Who } from '../gateway-world.ts'
import { openSpyUpstream, type Reply, type SpyUpstream } from './spy-upstream.ts'

export interface Asking {
  readonly method?: string
  /** Of `askRaw`, as it stands in the request line. */
  readonly path?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
  readonly who?: Partial<Who>
  readonly signal?: AbortSignal
}

export interface HttpWorld extends GatewayWorld {
  readonly spy: SpyUpstream
  readonly endpoint: string
  readonly definition: ServerDefinition
  readonly ask: (asking?: Asking) => Promise<Response>
  /** The same with headers that `fetch` would not send; of the answer what is on the wire. */
  readonly askRaw: (asking?: Asking) => Promise<RawAnswer>
}

export interface RawAnswer {
  readonly status: number
  readonly headers: NodeJS.Dict<string | string[]>
  readonly text: string
}

export const callOf = (name: string, id: string | number = 7) => ({
  jsonrpc: '2.0',
  id,
  method: 'tools/call',
  params: { name, arguments: {} },
})

const accepting = { accept: 'application/json, text/event-stream' } as const

export const openHttpWorld = async (
  reply?: Reply,
  http: Partial<HttpDefinition> = {},
  more: Partial<Omit<ServerDefinition, 'upstream'>> = {},
): Promise<HttpWorld> => {
  const spy = await openSpyUpstream(reply)
  const definition = overHttp('notes', spy.url, { ...more, http })
  const world = await openGatewayWorld(() => [definition])
  const endpoint = `${world.origin}/mcp/notes`
  const prepare = async ({ method = 'POST', headers = {}, body = callOf('look'), who = {} }: Asking) => ({
    method,
    headers: {
      ...accepting,
      ...(method === 'POST' ? { 'content-type': 'application/json' } : {}),
      authorization: `Bearer ${await world.token({ name: 'notes', ...who })}`,
      ...headers,
    },
    ...(method === 'POST' ? { body: JSON.stringify(body) } : {}),
  })
  return {
    ...world,
    spy,
    endpoint,
    definition,
    ask: async ({ signal = null, ...asking } = {}) =>
      await fetch(endpoint, { ...(await prepare(asking)), signal, redirect: 'manual' }),
    async askRaw({ path = '/mcp/notes', ...asking } = {}) {
      const { body = '', ...options } = await prepare(asking)
      return await new Promise((resolve, reject) => {
        const asked = request(world.origin, { ...options, path, agent: false }, (incoming) => {
          let text = ''
          incoming.setEncoding('utf8').on('data', (piece: string) => (text += piece))
          incoming.on('end', () => resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text }))
          incoming.on('error', reject)
        })
        asked.on('error', reject).end(body)
      })
    },
    async close() {
      await world.close()
      await spy.close()
    },
  }
}
