/** A gateway before a spy: `ask` sends what a client would, and `spy` tells what came through. */
import type { HttpDefinition, ServerDefinition } from '../../src/definition.ts'
import { overHttp } from '../definitions.ts'
import { type GatewayWorld, openGatewayWorld, type Who } from '../gateway-world.ts'
import { openSpyUpstream, type Reply, type SpyUpstream } from './spy-upstream.ts'

export interface Asking {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
  readonly who?: Partial<Who>
  readonly signal?: AbortSignal
}

export interface HttpWorld extends GatewayWorld {
  readonly spy: SpyUpstream
  readonly endpoint: string
  readonly ask: (asking?: Asking) => Promise<Response>
}

export const callOf = (name: string, id: string | number = 7) => ({
  jsonrpc: '2.0',
  id,
  method: 'tools/call',
  params: { name, arguments: {} },
})

export const accepting = { accept: 'application/json, text/event-stream' } as const

export const openHttpWorld = async (
  reply?: Reply,
  http: Partial<HttpDefinition> = {},
  more: Partial<Omit<ServerDefinition, 'upstream'>> = {},
): Promise<HttpWorld> => {
  const spy = await openSpyUpstream(reply)
  const world = await openGatewayWorld(() => [overHttp('notes', spy.url, { ...more, http })])
  const endpoint = `${world.origin}/mcp/notes`
  return {
    ...world,
    spy,
    endpoint,
    async ask({ method = 'POST', headers = {}, body = callOf('look'), who = {}, signal } = {}) {
      const token = await world.token({ name: 'notes', ...who })
      return await fetch(endpoint, {
        method,
        headers: {
          ...accepting,
          ...(method === 'POST' ? { 'content-type': 'application/json' } : {}),
          authorization: `Bearer ${token}`,
          ...headers,
        },
        redirect: 'manual',
        ...(method === 'POST' ? { body: JSON.stringify(body) } : {}),
        ...(signal ? { signal } : {}),
      })
    },
    async close() {
      await world.close()
      await spy.close()
    },
  }
}
