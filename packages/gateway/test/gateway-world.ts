/** A gateway on a real port, with an authorization server of its own that is only a key and its metadata: `open(definitions)`, `token(...)`. */
import { createServer } from 'node:http'
import { mkdtemp, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ServerDefinition } from '../src/definition.ts'
import { createGateway, type Gateway } from '../src/gateway.ts'
import type { GatewayNeeds } from '../src/gateway-needs.ts'
import type { GatewayLog } from '../src/upstream.ts'
import { openAuthority, type Who } from './authority.ts'

export { issuer, type Who } from './authority.ts'

export interface Line {
  readonly level: 'info' | 'warn' | 'error'
  readonly event: string
  readonly facts: Readonly<Record<string, unknown>>
}

export interface GatewayWorld {
  readonly gateway: Gateway
  readonly origin: string
  readonly lines: readonly Line[]
  /** A good token for one server of this gateway. */
  readonly token: (who: Who) => Promise<string>
  readonly leave: () => void
  readonly close: () => Promise<void>
}

export const capturedLog = (): { readonly log: GatewayLog; readonly lines: readonly Line[] } => {
  const lines: Line[] = []
  const write =
    (level: Line['level']) =>
    (event: string, facts: Line['facts'] = {}): void =>
      void lines.push({ level, event, facts })
  return { lines, log: { info: write('info'), warn: write('warn'), error: write('error') } }
}

const visitOf = (count: number) => ({ traceId: `trc_${count}`, source: '2001:db8::/64', address: '2001:db8::7' })

/** `needs`: what is particular about this gateway. */
export const openGatewayWorld = async (
  definitions: (origin: string) => readonly ServerDefinition[],
  needs: Partial<GatewayNeeds> = {},
): Promise<GatewayWorld> => {
  const authority = await openAuthority()
  const { log, lines } = capturedLog()
  const leaving = new AbortController()
  const open: { gateway?: Gateway } = {}
  let calls = 0
  const server = createServer((incoming, outgoing) => {
    if (open.gateway?.routeOf((incoming.url ?? '').split('?')[0] ?? '') === undefined)
      return outgoing.writeHead(404).end()
    return open.gateway.serve(incoming, outgoing, visitOf((calls += 1)))
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`
  const dataDirectory = await mkdtemp(join(tmpdir(), 'gatehouse-gateway-'))
  const gateway = await createGateway({
    publicOrigin: origin,
    dataDirectory,
    allowedHosts: [],
    record: undefined,
    meter: undefined,
    guard: authority.guard,
    register: async ({ path }) => `${origin}${path}`,
    handleSecret: new Uint8Array(32).fill(7),
    identitySecret: new Uint8Array(32).fill(9),
    log,
    nowMs: Date.now,
    environment: process.env,
    leaving: leaving.signal,
    ...needs,
  })
  open.gateway = gateway
  await gateway.apply(definitions(origin))
  return {
    gateway,
    origin,
    lines,
    token: (who) => authority.token(who, `${origin}/mcp/${who.name}`),
    leave: () => leaving.abort(),
    async close() {
      leaving.abort()
      await gateway.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await rm(dataDirectory, { recursive: true })
    },
  }
}
