/** All servers behind one origin, each under `/mcp/<name>`: a table that can be replaced while requests are under way. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { isDeepStrictEqual } from 'node:util'
import type { ServerDefinition } from './definition.ts'
import type { GatewayNeeds } from './gateway-needs.ts'
import { createIdentity } from './identity/identity.ts'
import { type ProtectedServer, openServer } from './protected-server.ts'
import { tellLog } from './traffic/call-event.ts'
import { writeAnswer } from './write-answer.ts'

export interface Gateway {
  /** The route that a path belongs to; `undefined`: it is not of the gateway. */
  readonly routeOf: (path: string) => string | undefined
  /** Never throws. */
  readonly serve: (incoming: IncomingMessage, outgoing: ServerResponse, traceId: string) => void
  /** From now on there are these servers and no others. What did not change stays as it is; calls under way end where they began. */
  readonly apply: (definitions: readonly ServerDefinition[]) => Promise<void>
  readonly servers: () => readonly ProtectedServer[]
  readonly close: () => Promise<void>
}

/** Where upstreams find the key of `Gatehouse-Identity`. */
const identityKeys = '/mcp/.well-known/jwks.json'
const metadataRoot = '/.well-known/oauth-protected-resource'
/** In milliseconds. */
const grace = 10_000

export const createGateway = async (needs: GatewayNeeds): Promise<Gateway> => {
  const { publicOrigin: issuer, identitySecret: secret, nowMs, log } = needs
  const identity = await createIdentity({ secret, issuer, now: () => nowMs() / 1000 })
  const serverNeeds = { ...needs, identity, tell: tellLog(log) }
  let table: ReadonlyMap<string, ProtectedServer> = new Map()

  const serverAt = (path: string): ProtectedServer | undefined => {
    const inner = path.startsWith(metadataRoot) ? path.slice(metadataRoot.length) : path
    return inner.startsWith('/mcp/') ? table.get(inner.split('/')[2] ?? '') : undefined
  }
  const pathOf = ({ url = '' }: IncomingMessage): string => url.split('?', 1)[0] ?? ''

  return {
    routeOf(path) {
      if (path === identityKeys) return identityKeys
      const server = serverAt(path)
      return server && `/mcp/${server.definition.name}`
    },
    serve(incoming, outgoing, traceId) {
      const path = pathOf(incoming)
      const server = serverAt(path)
      if (server) return void server.serve(incoming, outgoing, traceId)
      const headers = { 'content-type': 'application/json', 'cache-control': 'public, max-age=60' }
      writeAnswer(outgoing, { status: 200, headers, body: JSON.stringify(identity.jwks) })
    },
    async apply(definitions) {
      const before = table
      const opened = await Promise.all(
        definitions.map(async (definition) => {
          const standing = before.get(definition.name)
          const isSame = standing && isDeepStrictEqual(standing.definition, definition)
          return isSame ? standing : await openServer(definition, serverNeeds)
        }),
      )
      table = new Map(opened.map((server) => [server.definition.name, server]))
      const gone = [...before.values()].filter((server) => !opened.includes(server))
      void Promise.all(gone.map((server) => server.close(grace)))
    },
    servers: () => [...table.values()],
    close: async () => void (await Promise.all([...table.values()].map((server) => server.close(grace)))),
  }
}
