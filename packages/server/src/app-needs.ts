/** What the doors need to stand: made by compose.ts, handed to app.ts and admin-app.ts. */
import type { Issuer } from '@gatehouse/issuer'
import type { Clock } from '@gatehouse/issuer/ports/clock'
import type { Digest } from '@gatehouse/issuer/ports/digest'
import type { Ids } from '@gatehouse/issuer/ports/ids'
import type { RateLimits } from '@gatehouse/issuer/ports/rate-limits'
import type { Probes } from './http/probes.ts'
import type { KeyKeeping } from './keys/key-keeping.ts'
import type { Metrics } from './observe/metrics.ts'
import type { Brand } from './pages/layout.ts'

export interface AppNeeds {
  readonly issuer: Issuer
  /** The issuer's own clock, names and digest: for traces, cookies and the tokens in our forms. */
  readonly clock: Clock
  readonly ids: Ids
  readonly digest: Digest
  /** The store's, for the rate classes of the route table. */
  readonly rateLimits: RateLimits
  /** Public keys for /jwks: the same list as long as it says the same. RFC 7517 §5 */
  readonly publicJwks: () => Promise<readonly Readonly<Record<string, unknown>>[]>
  /** What tokens are signed with; the first one unless something else is asked for. */
  readonly signingAlgorithms: () => readonly string[]
  /** For operators. */
  readonly keyKeeping: KeyKeeping
  /** For the doctor. */
  readonly probes: Probes
  readonly brand: Brand
  readonly log: Log
  /** Throws when the store cannot be read. */
  readonly ping: () => Promise<void>
  /** Networks (CIDR) of proxies whose X-Forwarded-For is believed. */
  readonly trustedProxies: readonly string[]
  /** The public URL is https: cookies get `__Host-` and Secure. */
  readonly isSecure: boolean
  readonly mounts: readonly Mount[]
  /** Counted for Prometheus; absent where nobody reads it. */
  readonly metrics?: Metrics | undefined
  /** Opens /metrics on the public port. */
  readonly metricsToken?: string | undefined
  /** Aborted when the server begins to leave: streams end by themselves, so that their readers come back elsewhere. */
  readonly leaving: AbortSignal
}

/** A guarded MCP server in the same process. */
export interface Mount {
  /** The path of its endpoint, such as `/mcp/files`; it gets every request under it, and the well-known URIs of its metadata. */
  readonly path: string
  readonly fetch: (request: Request) => Promise<Response>
}

/** Where a request came from, as the socket says. */
export interface Peer {
  /** The remote address; undefined for a request made in the same process. */
  readonly address: string | undefined
}

/** One web handler for everything. */
export type AppFetch = (request: Request, peer: Peer) => Promise<Response>

/** Structured: an event name and chosen facts; never a secret, never foreign text outside the facts. */
export interface Log {
  info(event: string, facts?: Readonly<Record<string, unknown>>): void
  warn(event: string, facts?: Readonly<Record<string, unknown>>): void
  error(event: string, facts?: Readonly<Record<string, unknown>>): void
}
