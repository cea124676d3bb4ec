/** A gateway on a real port, with an authorization server of its own that is only a key and its metadata: `open(definitions)`, `token(...)`, `ask(...)`. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import type { ServerDefinition } from '../src/definition.ts'
import { createGateway, type Gateway } from '../src/gateway.ts'
import type { GatewayLog } from '../src/upstream.ts'

export const issuer = 'https://auth.example'

export interface Line {
  readonly level: 'info' | 'warn' | 'error'
  readonly event: string
  readonly facts: Readonly<Record<string, unknown>>
}

export interface Who {
  readonly subject?: string
  readonly client?: string
  readonly scopes?: readonly string[]
  /** Of the server. */
  readonly name: string
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

export const everyScope = (name: string): readonly string[] => [`${name}:read`, `${name}:write`, `${name}:admin`]

export const openGatewayWorld = async (
  definitions: (origin: string) => readonly ServerDefinition[],
): Promise<GatewayWorld> => {
  const { privateKey, publicKey } = await generateKeyPair('ES256')
  const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: 'k1', alg: 'ES256', use: 'sig' }] }
  const metadata = { issuer, jwks_uri: `${issuer}/jwks`, authorization_endpoint: `${issuer}/authorize` }
  const lines: Line[] = []
  const write =
    (level: Line['level']) =>
    (event: string, facts: Line['facts'] = {}): void =>
      void lines.push({ level, event, facts })
  const log: GatewayLog = { info: write('info'), warn: write('warn'), error: write('error') }
  const leaving = new AbortController()
  let open: Gateway | undefined
  let calls = 0
  const server = createServer((incoming, outgoing) => {
    if (open?.routeOf((incoming.url ?? '').split('?')[0] ?? '') === undefined) return outgoing.writeHead(404).end()
    return open.serve(incoming, outgoing, { traceId: `trc_${(calls += 1)}`, source: '127.0.0.1' })
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`
  const gateway = await createGateway({
    publicOrigin: origin,
    allowedHosts: [],
    record: undefined,
    meter: undefined,
    guard: {
      issuer,
      checkAtStart: false,
      isOnlyResource: false,
      revocation: { hasEnded: async () => false },
      fetch: async (url) => Response.json(url.endsWith('/jwks') ? jwks : metadata),
    },
    register: async ({ path }) => `${origin}${path}`,
    handleSecret: new Uint8Array(32).fill(7),
    identitySecret: new Uint8Array(32).fill(9),
    log,
    nowMs: Date.now,
    environment: process.env,
    leaving: leaving.signal,
  })
  open = gateway
  await gateway.apply(definitions(origin))
  return {
    gateway,
    origin,
    lines,
    token: async ({ subject = 'alice', client = 'client-1', scopes, name }) =>
      await new SignJWT({ client_id: client, scope: (scopes ?? everyScope(name)).join(' '), jti: crypto.randomUUID() })
        .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: 'k1' })
        .setIssuer(issuer)
        .setSubject(subject)
        .setAudience(`${origin}/mcp/${name}`)
        .setIssuedAt()
        .setExpirationTime('1h')
        .sign(privateKey),
    leave: () => leaving.abort(),
    async close() {
      leaving.abort()
      await gateway.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
